import type { Location, StageMove } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { readNativeError } from "./native-error.ts";
import { conflict, secretFailure } from "./secret-failure.ts";
import { requireState, stateOf, versionNotFound } from "./secret-state.ts";
import { newStageLabel, versionAt } from "./stages.ts";

/**
 * Moves a stage to a version. AWS wants to be told from where: without `from` that is looked up.
 * @throws SecretError `conflict` if the stage is elsewhere, `version_not_found`, `deleted`, and the codes of the error table
 */
export async function moveStage(
  { path }: Location,
  { stage, from, to }: StageMove & { readonly stage: string },
  call: Call,
): Promise<void> {
  const label = newStageLabel(stage);
  const aws = await call.ready(path);
  const holder = from ?? versionAt(await requireState(path, aws), label);
  if (from === undefined && holder === to) return;
  const input = { SecretId: path, VersionStage: label, MoveToVersionId: to, RemoveFromVersionId: holder };
  try {
    await aws.send((client, options) => client.updateSecretVersionStage(input, options));
  } catch (error) {
    switch (readNativeError(error).name) {
      case "InvalidParameterException":
      case "ValidationException": {
        // One error for a stage that is elsewhere and for a version that is none.
        const secret = await stateOf(path, aws);
        if (versionAt(secret, label) === holder) throw versionNotFound(path, { version: to }, aws);
        throw conflict(path, `the stage ${label} is not where it was expected`);
      }
      case "ResourceNotFoundException":
        throw versionNotFound(path, { version: from === undefined ? to : `${to}, or none ${from}` }, aws);
      default:
        throw await secretFailure(error, { path, action: "UpdateSecretVersionStage", aws });
    }
  }
}
