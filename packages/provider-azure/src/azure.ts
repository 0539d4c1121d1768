import {
  type CallContext,
  defineProvider,
  failedCheck,
  type Host,
  isSecretError,
  type Provider,
  type SecretInfo,
  StoreCalls,
} from "@claviger/core/provider";
import { Locator, parse } from "./locations.ts";
import { maxValueBytes } from "./max-value-bytes.ts";
import { type AzureOptions, options } from "./options.ts";
import { rolePolicy } from "./policy.ts";
import { settingsOf } from "./settings.ts";
import type { Work } from "./store.ts";

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
  const calls = new StoreCalls({
    // Importing the package costs little: the rest of it is imported with the SDK, at the first call.
    open: async () => (await import("./store.ts")).Store.open(settings, host),
    clock: host.clock,
    title: "Azure",
  });
  const at = `in Key Vault at ${settings.vault}`;
  const run = <T>(task: string, ctx: CallContext, work: Work<Promise<T>>): Promise<T> =>
    calls.run(`${task} ${at}`, ctx, (store, ctx) => store.run(ctx, work));
  const iterate = (task: string, ctx: CallContext, start: Work<AsyncGenerator<SecretInfo>>) =>
    calls.iterate(`${task} ${at}`, ctx, (store, ctx) => store.iterate(ctx, start));
  return {
    locate: (ask) => locator.locate(ask),
    parse,
    get: (location, ctx) =>
      run(`reading "${location.path}"`, ctx, (vault, call) => vault.read(location, call)),
    list: (prefix, ctx) => iterate("listing secrets", ctx, (vault, call) => vault.list(prefix, call)),
    versions: ({ path }, ctx) =>
      iterate(`listing versions of "${path}"`, ctx, (vault, call) => vault.versions(path, call)),
    put: (location, value, options, ctx) =>
      run(`writing "${location.path}"`, ctx, (vault, call) =>
        vault.write(location, value, { ...options, call }),
      ),
    patch: (location, fields, options, ctx) =>
      run(`changing fields of "${location.path}"`, ctx, (vault, call) =>
        vault.patch(location, fields, { ...options, call }),
      ),
    delete: (location, options, ctx) =>
      run(`deleting "${location.path}"`, ctx, (vault, call) => vault.delete(location, { ...options, call })),
    restore: (location, options, ctx) =>
      run(`recovering "${location.path}"`, ctx, (vault, call) =>
        vault.restore(location, { ...options, call }),
      ),
    async check(locations, ctx) {
      try {
        return await run("looking around", ctx, (vault, call) => vault.check(locations, call));
      } catch (error) {
        // What cannot be opened is a finding, too.
        if (isSecretError(error, "not_configured")) return [failedCheck("configuration", error)];
        throw error;
      }
    },
    policy: (locations, purpose) => rolePolicy(locations, { purpose, vault: settings.vault }),
    close: () => calls.close(),
  };
}
