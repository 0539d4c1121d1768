import { defineProvider, type Host, type Provider, SecretError } from "@claviger/core/provider";
import { locate, parse } from "./locations.ts";
import { type AgeOptions, options } from "./options.ts";
import { settingsOf } from "./settings.ts";
import type { Store } from "./store.ts";
import { maxBytes } from "./value-size.ts";

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
  const closed = new AbortController();
  let opened: Store | undefined;
  const store = async (): Promise<Store> => {
    const { openStore } = await import("./first-call.ts");
    if (closed.signal.aborted) throw new SecretError("aborted", "the age provider was closed");
    return (opened ??= openStore(settings, { host, closed: closed.signal }));
  };
  return {
    locate: (ask) => locate(ask, values),
    parse,
    get: async (location, ctx) => (await store()).get(location, ctx),
    getMany: async (locations, ctx) => (await store()).getMany(locations, ctx),
    async *versions(location, ctx) {
      yield* await (await store()).versions(location, ctx);
    },
    async *list(prefix, ctx) {
      yield* await (await store()).list(prefix, ctx);
    },
    put: async (location, value, put, ctx) => (await store()).put(location, value, put, ctx),
    patch: async (location, fields, patch, ctx) => (await store()).patch(location, fields, patch, ctx),
    delete: async (location, deletion, ctx) => (await store()).delete(location, deletion, ctx),
    restore: async (location, restoration, ctx) => (await store()).restore(location, restoration, ctx),
    setStage: async (location, stage, move, ctx) => (await store()).setStage(location, stage, move, ctx),
    probe: async (locations, ctx) => (await store()).probe(locations, ctx),
    watch(locations, onChange, ctx) {
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, ctx.signal, closed.signal]);
      // Before anything else, so that what changes while the package is loaded is a change.
      const before = host.fs.readFile(settings.file).catch(() => undefined);
      // Closed before it began: there is nothing to watch any more.
      void store().then(
        (opened) => opened.watch(locations, { before, onChange, signal }),
        () => undefined,
      );
      return { [Symbol.dispose]: () => ended.abort() };
    },
    check: async (locations, ctx) => (await store()).check(locations, ctx),
    async close() {
      closed.abort();
      opened?.forget();
    },
  };
}
