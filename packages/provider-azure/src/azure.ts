import { defineProvider, type Host, type Provider } from "@claviger/core/provider";
import { Locator, parse } from "./locations.ts";
import { maxValueBytes } from "./max-value-bytes.ts";
import { type AzureOptions, options } from "./options.ts";
import { rolePolicy } from "./policy.ts";
import { settingsOf } from "./settings.ts";
import type { Store } from "./store.ts";

/**
 * Secrets of Azure Key Vault.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [azure({ url: "https://my-vault.vault.azure.net" })] });
 * await secrets.get("MONGO_URI"); // the secret mongo-uri
 * ```
 */
export const azure = defineProvider({
  contract: 1,
  name: "azure",
  options,
  capabilities: { values: ["text", "fields"], versions: "ids", write: true, maxBytes: maxValueBytes },
  create: createAzure,
});

function createAzure(values: AzureOptions, host: Host): Provider {
  const settings = settingsOf(values, host);
  const locator = new Locator(settings);
  // Importing the package costs little: the rest of it is imported with the SDK, at the first call.
  let store: Promise<Store> | undefined;
  const open = (): Promise<Store> =>
    (store ??= import("./store.ts").then(({ Store }) => new Store(settings, host)));
  return {
    locate: (ask) => locator.locate(ask),
    parse,
    get: async (location, ctx) => (await open()).read(location, ctx),
    async *list(prefix, ctx) {
      yield* (await open()).list(prefix, ctx);
    },
    async *versions(location, ctx) {
      yield* (await open()).versions(location, ctx);
    },
    put: async (location, value, options, ctx) => (await open()).write(location, { value, options, ctx }),
    patch: async (location, fields, options, ctx) => (await open()).patch(location, { fields, options, ctx }),
    delete: async (location, options, ctx) => (await open()).delete(location, options, ctx),
    restore: async (location, { version }, ctx) => (await open()).restore(location, version, ctx),
    check: async (locations, ctx) => (await open()).examine(locations, ctx),
    policy: (locations, purpose) => rolePolicy(locations, { purpose, vault: settings.vault }),
    close: async () => (await open()).close(),
  };
}
