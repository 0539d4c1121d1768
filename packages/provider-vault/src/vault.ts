import { defineProvider, type Host, type Provider, SecretError } from "@claviger/core/provider";
import { LazyStore } from "./lazy-store.ts";
import { locate, parse } from "./locations.ts";
import { options, type VaultOptions } from "./options.ts";
import { readPolicy } from "./policy.ts";
import { settingsOf } from "./settings.ts";

/**
 * HashiCorp Vault and OpenBao: secrets of KV v2, read with a token.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [vault({ addr: "https://vault.example.com:8200", path: "imip/production" })] });
 * await secrets.get("MONGO_URI");
 * ```
 */
export const vault = defineProvider({
  contract: 1,
  name: "vault",
  options,
  capabilities: { values: ["fields"], versions: "stages" },
  create: createVault,
});

function createVault(values: VaultOptions, host: Host): Provider {
  const settings = settingsOf(values, host);
  const { mount } = settings;
  const store = new LazyStore(settings, host);
  return {
    locate: (ask) => locate(ask, settings),
    parse: (path) => parse(path, mount),
    get: async (location, ctx) => (await store.open()).read(location, ctx),
    check: async (locations, ctx) => (await store.open()).examine(locations, ctx),
    policy(locations, purpose) {
      if (purpose === "read") return readPolicy(locations, mount);
      throw new SecretError(
        "unsupported",
        `the Vault provider has no policy for "${purpose}": it only reads`,
      );
    },
    close: async () => store.close(),
  };
}
