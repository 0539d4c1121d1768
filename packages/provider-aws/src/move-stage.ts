import { type Location, SecretError, type StageMove } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import type { Ready } from "./connection.ts";
import { versionAt } from "./description.ts";
import { readNativeError } from "./native-error.ts";
import { describe, requireDescription } from "./secret-state.ts";
import { newStageLabel } from "./version-input.ts";
import { conflict, writeFailure } from "./write-failure.ts";

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
  const holder = from ?? (await holderOf(path, label, aws));
  if (from === undefined && holder === to) return;
  try {
    const input = {
      SecretId: path,
      VersionStage: label,
      MoveToVersionId: to,
      ...(holder === undefined ? {} : { RemoveFromVersionId: holder }),
    };
    await aws.send((client, options) => client.updateSecretVersionStage(input, options));
  } catch (error) {
    const { name } = readNativeError(error);
    // One error for a stage that is elsewhere and for a version that is none.
    if (name === "InvalidParameterException" || name === "ValidationException") {
      if (!(await isStillAt(path, { label, holder }, aws))) {
        throw conflict(path, `the stage ${label} is not where it was expected`);
      }
      throw missingVersion(path, [to], aws);
    }
    if (name === "ResourceNotFoundException") {
      throw missingVersion(path, [to, ...(from === undefined ? [] : [from])], aws);
    }
    throw await writeFailure(error, { path, action: "UpdateSecretVersionStage", aws });
  }
}

async function isStillAt(
  path: string,
  { label, holder }: { readonly label: string; readonly holder: string | undefined },
  aws: Ready,
): Promise<boolean> {
  const description = await describe(path, aws);
  return typeof description !== "string" && versionAt(description, label) === holder;
}

async function holderOf(path: string, label: string, aws: Ready): Promise<string | undefined> {
  const description = await requireDescription(path, aws);
  return description === "absent" ? undefined : versionAt(description, label);
}

function missingVersion(path: string, versions: readonly string[], { region }: Ready): SecretError {
  const problem = `"${path}" in ${region} has no version ${versions.join(", or none ")}`;
  return new SecretError("version_not_found", problem, {
    location: path,
    hint: `see its versions with: aws secretsmanager list-secret-version-ids --secret-id ${path}`,
  });
}
