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
    get: (location, ctx) =>
      calls.run(`reading "${location.path}" from ${it}`, ctx, (store, ctx) => store.get(location, ctx)),
    put: (location, value, options, ctx) =>
      calls.run(`writing "${location.path}" to ${it}`, ctx, (store, ctx) =>
        store.put(location, value, options, ctx),
      ),
    patch: (location, fields, options, ctx) =>
      calls.run(`writing "${location.path}" to ${it}`, ctx, (store, ctx) =>
        store.patch(location, fields, options, ctx),
      ),
    delete: (location, options, ctx) =>
      calls.run(`deleting "${location.path}" from ${it}`, ctx, (store, ctx) =>
        store.delete(location, options, ctx),
      ),
    restore: (location, options, ctx) =>
      calls.run(`restoring "${location.path}" in ${it}`, ctx, (store, ctx) =>
        store.restore(location, options, ctx),
      ),
    versions: (location, ctx) =>
      calls.iterate(`reading the versions of "${location.path}" from ${it}`, ctx, (store, ctx) =>
        store.versions(location, ctx),
      ),
    list: (prefix, ctx) =>
      calls.iterate(`listing "${prefix}" in ${it}`, ctx, (store, ctx) => store.list(prefix, ctx)),
    probe: (locations, ctx) => calls.run(`probing ${it}`, ctx, (store, ctx) => store.probe(locations, ctx)),
    renew: (lease, ctx) =>
      calls.run(`renewing a lease of ${it}`, ctx, (store, ctx) => store.renew(lease, ctx)),
    revoke: (lease, ctx) =>
      calls.run(`revoking a lease of ${it}`, ctx, (store, ctx) => store.revoke(lease, ctx)),
    check: (locations, ctx) => calls.run(`examining ${it}`, ctx, (store, ctx) => store.check(locations, ctx)),
    policy: (locations, purpose) => policyFor(locations, purpose, settings),
    close: () => calls.close(),
  };
}
