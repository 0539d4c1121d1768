import { defineProvider, type Host, type Provider, StoreCalls } from "@claviger/core/provider";
import { locate, parse } from "./locations.ts";
import { type AgeOptions, options } from "./options.ts";
import { settingsOf } from "./settings.ts";
import { checkSize, maxBytes } from "./value-size.ts";

/**
 * A file that is encrypted with age: a store that can be written, without a server.
 *
 * Errors: `not_configured` (no such file, a malformed key, a write that would shut somebody out), `auth_failed` (no key, or
 * none that opens it), `denied` (the file system refuses), `decode` (damaged, or no store), `conflict` (a conditional
 * write), `deleted`, `version_not_found`, `invalid_ref`, `invalid_value` (more than 1 MiB), `unsupported` (a write to a file
 * that was made by hand), `unavailable` (the disk fails or is full), `timeout` (also: another process keeps the lock),
 * `aborted`.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [age({ file: "store.age", identity: "key.txt" })] });
 * await secrets.get("database-url");
 * ```
 */
export const age = defineProvider({
  contract: 1,
  name: "age",
  options,
  capabilities: { values: ["text", "bytes", "fields"], versions: "stages", write: true, cas: true, maxBytes },
  create: createAge,
});

function createAge(values: AgeOptions, host: Host): Provider {
  const settings = settingsOf(values, host);
  const { file } = settings;
  const calls = new StoreCalls({
    open: async () => new (await import("./first-call.ts")).Store(settings, host),
    clock: host.clock,
    title: "age",
  });
  const asked = calls.methods({
    get: ({ path }) => `reading ${path} in ${file}`,
    getMany: ({ length }) => `reading ${length} secrets in ${file}`,
    probe: ({ length }) => `looking at ${length} secrets in ${file}`,
    versions: ({ path }) => `reading the history of ${path} in ${file}`,
    list: () => `listing ${file}`,
    put: ({ path }) => `writing ${path} in ${file}`,
    patch: ({ path }) => `changing ${path} in ${file}`,
    delete: ({ path }) => `deleting ${path} in ${file}`,
    restore: ({ path }) => `changing ${path} in ${file}`,
    setStage: ({ path }) => `changing ${path} in ${file}`,
    check: () => `examining ${file}`,
  });
  return {
    locate: (ask) => locate(ask, values),
    parse,
    ...asked,
    async put(location, value, options, ctx) {
      checkSize(value, location.path);
      return await asked.put(location, value, options, ctx);
    },
    watch(locations, onChange, ctx) {
      // Before anything else, so that what changes while the package is loaded is a change.
      const before = host.fs.readFile(file).catch(() => undefined);
      return calls.watch(`watching ${file}`, ctx, (store, { signal }) =>
        store.watch(locations, { before, onChange, signal }),
      );
    },
    close: () => calls.close(),
  };
}
