import {
  type CallContext,
  defineProvider,
  type Host,
  type Provider,
  StoreCalls,
} from "@claviger/core/provider";
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
  return {
    locate: (ask) => locate(ask, values),
    parse,
    get: (location, ctx) =>
      calls.run(`reading ${location.path} in ${file}`, ctx, (store, ctx) => store.get(location, ctx)),
    getMany: (locations, ctx) =>
      calls.run(`reading ${locations.length} secrets in ${file}`, ctx, (store, ctx) =>
        store.getMany(locations, ctx),
      ),
    probe: (locations, ctx) =>
      calls.run(`looking at ${locations.length} secrets in ${file}`, ctx, (store, ctx) =>
        store.probe(locations, ctx),
      ),
    versions: (location, ctx) =>
      calls.iterate(`reading the history of ${location.path} in ${file}`, ctx, (store, ctx) =>
        store.versions(location, ctx),
      ),
    list: (prefix, ctx) => calls.iterate(`listing ${file}`, ctx, (store, ctx) => store.list(prefix, ctx)),
    async put(location, value, options, ctx) {
      checkSize(value, location.path);
      const task = `writing ${location.path} in ${file}`;
      return await calls.run(task, ctx, (store, ctx) => store.put(location, value, options, ctx));
    },
    patch: (location, fields, options, ctx) =>
      calls.run(`changing ${location.path} in ${file}`, ctx, (store, ctx) =>
        store.patch(location, fields, options, ctx),
      ),
    delete: (location, options, ctx) =>
      calls.run(`deleting ${location.path} in ${file}`, ctx, (store, ctx) =>
        store.delete(location, options, ctx),
      ),
    restore: (location, options, ctx) =>
      calls.run(`changing ${location.path} in ${file}`, ctx, (store, ctx) =>
        store.restore(location, options, ctx),
      ),
    setStage: (location, stage, move, ctx) =>
      calls.run(`changing ${location.path} in ${file}`, ctx, (store, ctx) =>
        store.setStage(location, stage, move, ctx),
      ),
    watch(locations, onChange, ctx) {
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, ctx.signal]);
      // Before anything else, so that what changes while the package is loaded is a change.
      const before = host.fs.readFile(file).catch(() => undefined);
      const untilEnded: CallContext = { signal, deadline: Infinity, report: (report) => ctx.report(report) };
      calls
        .run(`watching ${file}`, untilEnded, (store, { signal }) =>
          store.watch(locations, { before, onChange, signal }),
        )
        .catch(() => {}); // It was ended, or never began.
      return { [Symbol.dispose]: () => ended.abort() };
    },
    check: (locations, ctx) => calls.run(`examining ${file}`, ctx, (store) => store.check(locations)),
    close: () => calls.close(),
  };
}
