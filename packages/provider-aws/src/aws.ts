import { type CallContext, defineProvider, type Host, type Provider } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { checkOptions } from "./check-options.ts";
import { type Limits, limitsOf } from "./limits.ts";
import { locate, parse } from "./locations.ts";
import { type AwsOptions, options } from "./options.ts";
import { policyFor } from "./policy.ts";
import { batchSize, maxBytes } from "./service-limits.ts";
import type { Store } from "./store.ts";

/**
 * AWS Secrets Manager. Credentials come from the SDK's default chain, or are those of a role that it may assume.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [aws({ region: "eu-west-1", prefix: "gaara-store/{environment}" })] });
 * await secrets.get("database-url");
 * ```
 */
export const aws = defineProvider({
  contract: 1,
  name: "aws",
  options,
  capabilities: {
    values: ["text", "bytes", "fields"],
    versions: "stages",
    write: true,
    cas: true,
    maxBytes,
    batchSize,
  },
  create: createAws,
});

/** One call: what it is, for messages, and who waits for it. */
interface Task {
  readonly ctx: CallContext;
  /** `reading "x"`. */
  readonly doing: string;
}

function createAws(values: AwsOptions, host: Host): Provider {
  checkOptions(values);
  const closed = new AbortController();
  let store: Store | undefined;
  // Importing the package costs little: what asks AWS is imported with the SDK, at the first call.
  const open = async (): Promise<Store> => {
    const { createStore } = await import("./store.ts");
    store ??= createStore(values, host);
    return store;
  };
  const limitsFor = ({ ctx, doing }: Task): Limits =>
    limitsOf(ctx, { clock: host.clock, closed: closed.signal, task: `${doing} in AWS Secrets Manager` });
  const ask = async <T>(work: (store: Store, call: Call) => Promise<T>, task: Task): Promise<T> => {
    const limits = limitsFor(task);
    try {
      return await work(store ?? (await limits.wait(open())), { limits, ctx: task.ctx });
    } finally {
      limits.release();
    }
  };
  async function* walk<T>(
    work: (store: Store, call: Call) => AsyncIterable<T>,
    task: Task,
  ): AsyncGenerator<T> {
    const limits = limitsFor(task);
    try {
      yield* work(store ?? (await limits.wait(open())), { limits, ctx: task.ctx });
    } finally {
      limits.release();
    }
  }
  const getMany: Provider["getMany"] = (locations, ctx) =>
    ask((store, call) => store.getMany(locations, call), {
      ctx,
      doing: `reading ${locations.length} secrets`,
    });
  return {
    locate: (to) => locate(to, values),
    parse,
    get: (location, ctx) =>
      ask((store, call) => store.get(location, call), { ctx, doing: `reading "${location.path}"` }),
    ...(values.batch ? { getMany } : {}),
    put: (location, value, put, ctx) =>
      ask((store, call) => store.put([location, value, put], call), {
        ctx,
        doing: `writing "${location.path}"`,
      }),
    patch: (location, fields, patch, ctx) =>
      ask((store, call) => store.patch([location, fields, patch], call), {
        ctx,
        doing: `changing "${location.path}"`,
      }),
    delete: (location, deletion, ctx) =>
      ask((store, call) => store.delete([location, deletion], call), {
        ctx,
        doing: `deleting "${location.path}"`,
      }),
    restore: (location, restoration, ctx) =>
      ask((store, call) => store.restore([location, restoration], call), {
        ctx,
        doing: `restoring "${location.path}"`,
      }),
    setStage: (location, stage, move, ctx) =>
      ask((store, call) => store.setStage([location, stage, move], call), {
        ctx,
        doing: `moving a stage of "${location.path}"`,
      }),
    versions: (location, ctx) =>
      walk((store, call) => store.versions(location, call), {
        ctx,
        doing: `listing the versions of "${location.path}"`,
      }),
    list: (prefix, ctx) => walk((store, call) => store.list(prefix, call), { ctx, doing: "listing secrets" }),
    probe: (locations, ctx) =>
      ask((store, call) => store.probe(locations, call), {
        ctx,
        doing: `looking at ${locations.length} secrets`,
      }),
    check: (locations, ctx) =>
      ask((store, call) => store.check(locations, call), { ctx, doing: "checking access" }),
    policy: (locations, purpose) => policyFor(locations, purpose, values),
    async close() {
      closed.abort();
      store?.close();
    },
  };
}
