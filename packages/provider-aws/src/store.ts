import type { Answer, Host, Location, Provider, SecretInfo, SecretRecord } from "@claviger/core/provider";
import { answerOf } from "./answer-of.ts";
import { parseSecretArn } from "./arn.ts";
import { assumeRole } from "./assume-role.ts";
import { BatchReader } from "./batch-reader.ts";
import type { Call } from "./call.ts";
import { checkAccess } from "./check.ts";
import { Connection, type Ready } from "./connection.ts";
import { deleteSecret, refuseVersion, restoreSecret } from "./delete-secret.ts";
import { listSecrets } from "./list-secrets.ts";
import { listVersions } from "./list-versions.ts";
import { moveStage } from "./move-stage.ts";
import type { AwsOptions } from "./options.ts";
import { patchSecret } from "./patch-secret.ts";
import { probeVersion } from "./probe-version.ts";
import { planPut, putSecret } from "./put-secret.ts";
import { readSecret } from "./read-secret.ts";
import { sdkLoader, stsLoader } from "./sdk.ts";
import { Semaphore } from "./semaphore.ts";
import { requireCurrent, requireWhole } from "./whole-secret.ts";

/** How many secrets are probed at a time. */
const mostProbes = 20;

/** The provider's methods that ask AWS, with a call of ours in place of core's context. */
export type Store = ReturnType<typeof createStore>;

/** The arguments of a provider's method before the context. */
type Before<Method extends keyof Provider> =
  NonNullable<Provider[Method]> extends (...args: [...infer Args, infer _Context]) => unknown ? Args : never;

/** Makes what asks AWS for one instance. Nothing is imported or opened before the first call. */
export function createStore(values: AwsOptions, host: Pick<Host, "clock" | "random">) {
  const { region, endpoint, roleArn, stsEndpoint, kmsKeyId } = values;
  const loadSts = stsLoader();
  const connection = new Connection({
    region,
    endpoint,
    loadSdk: sdkLoader(),
    ...(roleArn ? { role: (at) => assumeRole({ ...values, roleArn, loadSts }, at) } : {}),
    // The environment is not the host's: the SDK's credential chain reads the process, and the errors tell what it saw.
    env: process.env,
  });
  const batches = new BatchReader(connection, region);
  const probes = new Semaphore(mostProbes);
  const ready = async (path: string, { limits }: Pick<Call, "limits">): Promise<Ready> =>
    await connection.ready(parseSecretArn(path)?.region, limits);
  return {
    async get(location: Location, call: Call): Promise<SecretRecord | undefined> {
      return await readSecret(location, await ready(location.path, call));
    },
    getMany: (locations: readonly Location[], call: Call) => batches.read(locations, call),
    async put([location, value, options]: Before<"put">, call: Call): Promise<SecretInfo> {
      const planned = planPut(location, value, options);
      const aws = await ready(location.path, call);
      return await putSecret(planned, { aws, kmsKeyId, report: call.ctx.report });
    },
    async patch([location, changes, { ifVersion }]: Before<"patch">, call: Call): Promise<SecretInfo> {
      requireCurrent(location);
      const aws = await ready(location.path, call);
      const context = { ...host, aws, limits: call.limits, report: call.ctx.report };
      return await patchSecret(location, { changes, ifVersion }, context);
    },
    async delete([location, options]: Before<"delete">, call: Call): Promise<void> {
      requireWhole(location);
      refuseVersion(location.path, options.version);
      const aws = await ready(location.path, call);
      await deleteSecret(location, options, { aws, recoveryDays: values.recoveryDays });
    },
    async restore([location, { version }]: Before<"restore">, call: Call): Promise<void> {
      requireWhole(location);
      refuseVersion(location.path, version);
      await restoreSecret(location, await ready(location.path, call));
    },
    async setStage([location, stage, move]: Before<"setStage">, call: Call): Promise<void> {
      await moveStage(location, { ...move, stage }, await ready(location.path, call));
    },
    async *versions(location: Location, call: Call): AsyncGenerator<SecretInfo> {
      yield* listVersions(location, await ready(location.path, call));
    },
    async *list(prefix: string, call: Call): AsyncGenerator<SecretInfo> {
      yield* listSecrets(prefix, await ready(prefix, call));
    },
    async probe(locations: readonly Location[], call: Call): Promise<readonly Answer<string>[]> {
      const probe = async (location: Location): Promise<string | undefined> =>
        await call.limits.wait(
          probes.run(async () => await probeVersion(location, await ready(location.path, call))),
        );
      return await Promise.all(locations.map((location) => answerOf(() => probe(location))));
    },
    check: (locations: readonly Location[], { limits }: Call) =>
      checkAccess(locations, {
        limits,
        ready: (location) => ready(location?.path ?? "", { limits }),
        identity: { loadSts, stsEndpoint, endpoint },
      }),
    close: () => connection.close(),
  };
}
