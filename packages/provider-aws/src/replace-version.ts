import { SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { readNativeError } from "./native-error.ts";
import { putVersion, type SecretWrite } from "./new-version.ts";
import { conflict, secretFailure } from "./secret-failure.ts";
import { deletedError, stateOf } from "./secret-state.ts";
import { versionAt } from "./stages.ts";

/** The stage of a version that is not current yet. All writers share it: AWS allows twenty of a secret. */
const writeStage = "claviger-write";

const another = "another version is the current one";

/** The stage is elsewhere (InvalidParameterException), or the version that it should be at is none of this secret's. */
const races: ReadonlySet<string | undefined> = new Set([
  "InvalidParameterException",
  "ValidationException",
  "ResourceNotFoundException",
]);

/**
 * Looks whether a version is the current one, before another is written that would be in vain: AWS keeps each for a day.
 * @throws SecretError `conflict`, `deleted`
 */
export async function expectCurrent(path: string, ifVersion: string, aws: Ready): Promise<void> {
  const secret = await stateOf(path, aws);
  if (secret.state === "absent") throw conflict(path, "there is no such secret");
  // Without leave to look, the stage tells when it moves.
  if (secret.state === "unknown") return;
  if (secret.state === "deleted") throw deletedError(path, aws);
  if (versionAt(secret, "AWSCURRENT") !== ifVersion) throw conflict(path, another);
}

/**
 * Writes a version in place of the one that is expected to be current. It is stored under a stage of its own, where it
 * changes nothing; then AWSCURRENT moves to it from the expected version, which AWS refuses if it is elsewhere; then the
 * first stage is taken off. Who dies in between leaves a version with that stage, which the next writer takes over.
 *
 * @returns the new version's id
 * @throws SecretError `conflict`, `deleted`, `denied`, and the codes of the error table
 */
export async function replaceVersion(write: SecretWrite, ifVersion: string, aws: Ready): Promise<string> {
  const { path } = write;
  const id = await putVersion({ ...write, label: writeStage }, aws);
  if (id === undefined) throw conflict(path, "there is no such secret");
  const move = {
    SecretId: path,
    VersionStage: "AWSCURRENT",
    MoveToVersionId: id,
    RemoveFromVersionId: ifVersion,
  };
  const failure = await aws
    .send((client, options) => client.updateSecretVersionStage(move, options))
    .then(
      () => undefined,
      (error: unknown) => moveFailure(error, { path, id, aws }),
    );
  // What was denied once would be denied again.
  if (failure?.code !== "denied") await takeOffStage({ path, id, aws });
  if (failure) throw failure;
  return id;
}

/** A version that was written, and is not current yet. */
interface Written {
  readonly path: string;
  readonly id: string;
  readonly aws: Ready;
}

async function moveFailure(error: unknown, { path, id, aws }: Written): Promise<SecretError> {
  if (races.has(readNativeError(error).name)) return conflict(path, another);
  const failure = await secretFailure(error, { path, action: "UpdateSecretVersionStage", aws });
  if (failure.code !== "denied") return failure;
  const problem = `AWS Secrets Manager in ${aws.region} does not allow to make a version of "${path}" current`;
  return new SecretError("denied", problem, {
    location: path,
    hint:
      `allow secretsmanager:UpdateSecretVersionStage, without which AWS has no conditional write; the current value ` +
      `is as it was, and version ${id} remains with the stage ${writeStage}`,
    cause: failure.cause,
  });
}

/** Of no weight for what was written, so that it never fails. */
async function takeOffStage({ path, id, aws }: Written): Promise<void> {
  const removal = { SecretId: path, VersionStage: writeStage, RemoveFromVersionId: id };
  try {
    await aws.send((client, options) => client.updateSecretVersionStage(removal, options));
  } catch (error) {
    // Another writer has taken it over.
    if (races.has(readNativeError(error).name)) return;
    aws.report({
      type: "warning",
      id: "stage-left",
      message: `a version of "${path}" keeps the stage ${writeStage}, which is harmless: the next conditional write takes it over`,
    });
  }
}
