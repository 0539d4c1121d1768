import { defineProvider, type Host, type Provider } from "@claviger/core/provider";
import { LazyStore } from "./lazy-store.ts";
import { type GithubOptions, options } from "./options.ts";
import { permissionsFor } from "./policy.ts";
import { locate, parse } from "./secret-name.ts";
import { settingsOf } from "./settings.ts";
import { maxBytes } from "./writable.ts";

/**
 * GitHub Actions secrets of a repository, an environment or an organisation. GitHub gives no value back: they are written,
 * listed, examined and deleted. In a chain that reads, core leaves the provider out, and says so.
 *
 * @example
 * ```ts
 * const instance = github({ repo: "imip/platform", environment: "production" });
 * ```
 */
export const github = defineProvider({
  contract: 1,
  name: "github",
  options,
  capabilities: { values: ["text"], versions: "none", read: false, write: true, maxBytes },
  create: createGithub,
});

function createGithub(values: GithubOptions, host: Host): Provider {
  const settings = settingsOf(values, host);
  const { scope, case: spelling } = settings;
  const store = new LazyStore(settings, host);
  return {
    locate: (ask) => locate(ask, spelling),
    parse,
    async *list(prefix, ctx) {
      yield* (await store.open()).list(prefix, ctx);
    },
    put: async (location, value, options, ctx) => (await store.open()).put(location, value, options, ctx),
    delete: async (location, options, ctx) => (await store.open()).delete(location, options, ctx),
    check: async (locations, ctx) => (await store.open()).examine(locations, ctx),
    policy: (_locations, purpose) => permissionsFor(scope, purpose),
    close: async () => store.close(),
  };
}
