import {
  type Answer,
  type CallContext,
  defineProvider,
  type Host,
  isSecretError,
  type Location,
  type OptionSpecs,
  type OptionValues,
  type Provider,
  type ProviderFactory,
  SecretError,
  type SecretRecord,
  whileWanted,
} from "@claviger/core/provider";
import { suffer } from "../faults/fault.ts";
import { MemoryStore } from "./memory-store.ts";
import { locate, parse } from "./paths.ts";
import { watchPaths } from "./watch-paths.ts";
import { maxBytes } from "./value-size.ts";

const options = {
  prefix: { type: "string", doc: "Put before every name." },
  bundle: { type: "string", doc: "One secret whose fields are the names." },
  token: { type: "string", secret: true, doc: "Says who asks, where the store knows tokens." },
} as const satisfies OptionSpecs;

/**
 * The reference provider: everything of the contract, over secrets in memory. It is for tests of applications, and for
 * authors of providers to read and to compare with.
 *
 * @param store - what its instances share
 * @example
 * ```ts
 * const store = new MemoryStore();
 * store.write("database-url", { type: "text", text: "postgres://localhost/test" });
 * const secrets = createSecrets({ providers: [memoryProvider(store)()] });
 * ```
 */
export function memoryProvider(store: MemoryStore = new MemoryStore()): ProviderFactory<typeof options> {
  return defineProvider({
    contract: 1,
    name: "memory",
    options,
    capabilities: {
      values: ["text", "bytes", "fields"],
      versions: "stages",
      write: true,
      cas: true,
      maxBytes,
      batchSize: 10,
    },
    create: (values, host) => createMemory(store, { values, host }),
  });
}

function createMemory(
  store: MemoryStore,
  { values, host }: { readonly values: OptionValues<typeof options>; readonly host: Host },
): Provider {
  const closed = new AbortController();
  const admit = admission(store, values.token);
  const call = async <T>(ctx: CallContext, work: () => T): Promise<T> => {
    const { deadline } = ctx;
    const signal = AbortSignal.any([ctx.signal, closed.signal]);
    const limits = { signal, deadline, clock: host.clock, task: "a call of the store in memory" };
    return await whileWanted(async () => {
      store.requests += 1;
      await suffer(store.fault, limits);
      admit();
      return work();
    }, limits);
  };
  const answers = <T>(locations: readonly Location[], answer: (record: SecretRecord) => T): Answer<T>[] =>
    locations.map((location) => answerOf(() => store.read(location), answer));
  return {
    locate: (ask) => locate(ask, values),
    parse: (path) => parse(path, store),
    get: (location, ctx) => call(ctx, () => store.read(location)),
    getMany: (locations, ctx) => call(ctx, () => answers(locations, (record) => record)),
    put: (location, value, put, ctx) => call(ctx, () => store.write(location.path, value, put)),
    patch: (location, fields, patch, ctx) => call(ctx, () => store.patch(location.path, fields, patch)),
    delete: (location, deletion, ctx) => call(ctx, () => store.delete(location.path, deletion)),
    restore: (location, _, ctx) => call(ctx, () => store.restore(location.path)),
    setStage: (location, stage, move, ctx) => call(ctx, () => store.moveStage(location.path, stage, move)),
    async *versions(location, ctx) {
      yield* await call(ctx, () => store.versions(location.path));
    },
    async *list(prefix, ctx) {
      // Each is asked for by itself, as a store with pages of one would answer.
      for (const { path } of await call(ctx, () => store.list(prefix))) {
        yield* await call(ctx, () => store.list(path).filter((info) => info.path === path));
      }
    },
    probe: (locations, ctx) => call(ctx, () => answers(locations, ({ version = "" }) => version)),
    watch: (locations, onChange, { signal }) =>
      watchPaths(store, { locations, onChange, signal: AbortSignal.any([signal, closed.signal]) }),
    renew: (lease, ctx) => call(ctx, () => store.leases.renew(lease)),
    revoke: (lease, ctx) => call(ctx, () => store.leases.revoke(lease)),
    check: async (locations, ctx) => [
      await call(ctx, () => locations.length).then(
        () => ({ subject: "identity", status: "ok", message: "the store answers" }) as const,
        (error: unknown) => {
          const message = isSecretError(error) ? error.problem : "the store does not answer";
          return { subject: "identity", status: "error", message, fix: "set another token" } as const;
        },
      ),
    ],
    policy: (locations, purpose) => locations.map(({ path }) => `${purpose} ${path}`).join("\n"),
    close: async () => closed.abort(),
  };
}

/** @returns throws SecretError `auth_failed`, `denied` for who may not come in */
function admission({ tokens, deniedTokens }: MemoryStore, token: string | undefined): () => void {
  return () => {
    if (token !== undefined && deniedTokens.has(token)) {
      throw new SecretError("denied", "this token may do nothing", { hint: "use another token" });
    }
    if (tokens && (token === undefined || !tokens.has(token))) {
      throw new SecretError("auth_failed", "the token is not one that the store knows", {
        hint: "set another token",
      });
    }
  };
}

function answerOf<T>(read: () => SecretRecord | undefined, answer: (record: SecretRecord) => T): Answer<T> {
  try {
    const record = read();
    return record ? { status: "found", value: answer(record) } : { status: "absent" };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}
