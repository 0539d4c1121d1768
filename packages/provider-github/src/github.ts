import { defineProvider, type Host, type Provider, StoreCalls } from "@claviger/core/provider";
import { type GithubOptions, options } from "./options.ts";
import { permissionsFor } from "./policy.ts";
import { describeScope } from "./scope.ts";
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
  const place = `at GitHub (${describeScope(scope)})`;
  const calls = new StoreCalls({
    open: async () => new (await import("./store.ts")).Store(settings, host),
    clock: host.clock,
    title: "GitHub",
  });
  return {
    locate: (ask) => locate(ask, spelling),
    parse,
    ...calls.methods({
      list: () => `listing secrets ${place}`,
      put: ({ path }) => `writing ${path} ${place}`,
      delete: ({ path }) => `deleting ${path} ${place}`,
      check: () => `examining ${place}`,
    }),
    policy: (_locations, purpose) => permissionsFor(scope, purpose),
    close: () => calls.close(),
  };
}
