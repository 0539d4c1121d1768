import type { CallContext } from "@claviger/core/provider";
import { BatchReader } from "./batch-reader.ts";
import type { Call, Step } from "./call.ts";
import { checkAccess } from "./check.ts";
import { Connection } from "./connection.ts";
import { deleteSecret, restoreSecret } from "./delete-secret.ts";
import { listSecrets } from "./list-secrets.ts";
import { listVersions } from "./list-versions.ts";
import { moveStage } from "./move-stage.ts";
import type { AwsOptions } from "./options.ts";
import { patchSecret } from "./patch-secret.ts";
import { probeVersions } from "./probe-version.ts";
import { putSecret } from "./put-secret.ts";
import { readSecret } from "./read-secret.ts";
import { importSdk } from "./sdk.ts";
import { Semaphore } from "./semaphore.ts";

/** How many secrets are probed at a time. */
const mostProbes = 20;

/** What asks AWS, for one instance. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Imports the SDK; nothing is opened before the first request. @throws SecretError `not_configured` */
export async function openStore(values: AwsOptions) {
  const connection = new Connection(values, await importSdk());
  return {
    call: (ctx: CallContext, step: Step): Call => ({
      signal: ctx.signal,
      ready: (path) => connection.ready(path, ctx, step),
    }),
    batches: new BatchReader(values.region),
    probes: new Semaphore(mostProbes),
    readSecret,
    probeVersions,
    checkAccess,
    listSecrets,
    listVersions,
    putSecret,
    patchSecret,
    deleteSecret,
    restoreSecret,
    moveStage,
    close: () => connection.close(),
  };
}
