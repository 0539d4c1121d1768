import {
  type CallContext,
  defineProvider,
  type Host,
  isSecretError,
  type Provider,
  StoreCalls,
} from "@claviger/core/provider";
import type { AskOne, Call, Step } from "./call.ts";
import { checkOptions } from "./check-options.ts";
import type { Ready } from "./connection.ts";
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

function createAws(values: AwsOptions, host: Host): Provider {
  checkOptions(values);
  const calls = new StoreCalls({
    // Importing the package costs little: what asks AWS is imported with the SDK, at the first call.
    open: async () => (await import("./store.ts")).openStore(values),
    clock: host.clock,
    title: "AWS Secrets Manager",
  });

  /** One call, which fails with what it was waiting for where that tells more than that its time was up. */
  const ask = async <T>(
    doing: string,
    ctx: CallContext,
    work: (store: Store, call: Call) => Promise<T>,
  ): Promise<T> => {
    const step: Step = {};
    try {
      return await calls.run(`${doing} in AWS Secrets Manager`, ctx, (store, own) =>
        work(store, store.call(own, step)),
      );
    } catch (error) {
      throw (isSecretError(error, "timeout") && step.late?.()) || error;
    }
  };

  async function* walk<T>(
    doing: string,
    { path, ctx }: { readonly path: string; readonly ctx: CallContext },
    start: (store: Store, aws: Ready) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const step: Step = {};
    try {
      yield* calls.iterate(`${doing} in AWS Secrets Manager`, ctx, async function* (store, own) {
        yield* start(store, await store.call(own, step).ready(path));
      });
    } catch (error) {
      throw (isSecretError(error, "timeout") && step.late?.()) || error;
    }
  }

  /** For what is many calls, each of which may end by itself. */
  const askMany = async <T>(
    doing: string,
    ctx: CallContext,
    work: (store: Store, askOne: AskOne) => Promise<T>,
  ): Promise<T> => {
    const store = await ask(doing, ctx, async (store) => store);
    return await work(store, (one) => ask(doing, ctx, (_, call) => one(call)));
  };

  const getMany: Provider["getMany"] = (locations, ctx) =>
    askMany(`reading ${locations.length} secrets`, ctx, (store, askOne) =>
      store.batches.read(locations, askOne),
    );

  return {
    locate: (to) => locate(to, values),
    parse,
    get: (location, ctx) =>
      ask(`reading "${location.path}"`, ctx, async (store, call) =>
        store.readSecret(location, await call.ready(location.path)),
      ),
    ...(values.batch ? { getMany } : {}),
    put: (location, value, put, ctx) =>
      ask(`writing "${location.path}"`, ctx, (store, call) =>
        store.putSecret(location, { ...put, value, kmsKeyId: values.kmsKeyId }, call),
      ),
    patch: (location, changes, { ifVersion }, ctx) =>
      ask(`changing "${location.path}"`, ctx, (store, call) =>
        store.patchSecret(location, { changes, ifVersion }, { ...host, call }),
      ),
    delete: (location, { version, purge }, ctx) =>
      ask(`deleting "${location.path}"`, ctx, (store, call) =>
        store.deleteSecret(location, { version, purge, recoveryDays: values.recoveryDays }, call),
      ),
    restore: (location, { version }, ctx) =>
      ask(`restoring "${location.path}"`, ctx, (store, call) => store.restoreSecret(location, version, call)),
    setStage: (location, stage, move, ctx) =>
      ask(`moving a stage of "${location.path}"`, ctx, (store, call) =>
        store.moveStage(location, { ...move, stage }, call),
      ),
    versions: (location, ctx) =>
      walk(`listing the versions of "${location.path}"`, { path: location.path, ctx }, (store, aws) =>
        store.listVersions(location, aws),
      ),
    list: (prefix, ctx) =>
      walk("listing secrets", { path: prefix, ctx }, (store, aws) => store.listSecrets(prefix, aws)),
    probe: (locations, ctx) =>
      askMany(`looking at ${locations.length} secrets`, ctx, (store, askOne) =>
        store.probeVersions(locations, { askOne, turns: store.probes }),
      ),
    check: (locations, ctx) =>
      askMany("checking access", ctx, (store, askOne) => store.checkAccess(locations, { ...values, askOne })),
    policy: (locations, purpose) => policyFor(locations, purpose, values),
    close: () => calls.close(),
  };
}
