import { defineProvider, type Host, type Provider } from "@claviger/core/provider";
import { LazyStore } from "./lazy-store.ts";
import { locate, parse } from "./locations.ts";
import { options, type VaultOptions } from "./options.ts";
import { policyFor } from "./policy.ts";
import { settingsOf } from "./settings.ts";

/**
 * HashiCorp Vault and OpenBao: secrets of KV v2, read and written; KV v1, read; credentials that engines make. It brings a
 * token, or logs in by AppRole, Kubernetes, JWT, a TLS certificate or userpass.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [vault({ addr: "https://vault.example.com:8200", path: "imip/production" })] });
 * await secrets.get("MONGO_URI");
 * await secrets.get("secret://vault/database/creds/app?field=password");
 * ```
 */
export const vault = defineProvider({
  contract: 1,
  name: "vault",
  options,
  capabilities: { values: ["fields"], versions: "stages", write: true, cas: true },
  create: createVault,
});

function createVault(values: VaultOptions, host: Host): Provider {
  const settings = settingsOf(values, host);
  const store = new LazyStore(settings, host);
  return {
    locate: (ask) => locate(ask, settings),
    parse: (path) => parse(path, settings),
    get: async (location, ctx) => (await store.open()).read(location, ctx),
    put: async (location, value, options, ctx) => (await store.open()).put(location, value, options, ctx),
    patch: async (location, fields, options, ctx) =>
      (await store.open()).patch(location, fields, options, ctx),
    delete: async (location, options, ctx) => (await store.open()).delete(location, options, ctx),
    restore: async (location, options, ctx) => (await store.open()).restore(location, options, ctx),
    async *versions(location, ctx) {
      yield* (await store.open()).versions(location, ctx);
    },
    async *list(prefix, ctx) {
      yield* (await store.open()).list(prefix, ctx);
    },
    probe: async (locations, ctx) => (await store.open()).probe(locations, ctx),
    renew: async (lease, ctx) => (await store.open()).renew(lease, ctx),
    revoke: async (lease, ctx) => (await store.open()).revoke(lease, ctx),
    check: async (locations, ctx) => (await store.open()).examine(locations, ctx),
    policy: (locations, purpose) => policyFor(locations, purpose, settings),
    close: async () => store.close(),
  };
}
