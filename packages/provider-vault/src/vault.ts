import { defineProvider, type Host, type Provider, StoreCalls } from "@claviger/core/provider";
import { locate, parse } from "./locations.ts";
import { options, type VaultOptions } from "./options.ts";
import { policyFor } from "./policy.ts";
import { settingsOf } from "./settings.ts";
import type { Store } from "./store.ts";

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
  const calls = new StoreCalls<Store>({
    open: async () => (await import("./store.ts")).openStore(settings, host),
    clock: host.clock,
    title: "Vault",
  });
  const it = `Vault at ${settings.addresses.join(" or ")}`;
  return {
    locate: (ask) => locate(ask, settings),
    parse: (path) => parse(path, settings),
    ...calls.methods({
      get: ({ path }) => `reading "${path}" from ${it}`,
      put: ({ path }) => `writing "${path}" to ${it}`,
      patch: ({ path }) => `writing "${path}" to ${it}`,
      delete: ({ path }) => `deleting "${path}" from ${it}`,
      restore: ({ path }) => `restoring "${path}" in ${it}`,
      versions: ({ path }) => `reading the versions of "${path}" from ${it}`,
      list: (prefix) => `listing "${prefix}" in ${it}`,
      probe: () => `probing ${it}`,
      renew: () => `renewing a lease of ${it}`,
      revoke: () => `revoking a lease of ${it}`,
      check: () => `examining ${it}`,
    }),
    policy: (locations, purpose) => policyFor(locations, purpose, settings),
    close: () => calls.close(),
  };
}
