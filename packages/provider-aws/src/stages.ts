import type { GetSecretValueCommandInput } from "@aws-sdk/client-secrets-manager";
import { SecretError, type VersionReference } from "@claviger/core/provider";
import type { SecretState } from "./secret-state.ts";

/** AWS's own labels for the stages that all stores have. */
const labels: ReadonlyMap<string, string> = new Map([
  ["current", "AWSCURRENT"],
  ["previous", "AWSPREVIOUS"],
  ["pending", "AWSPENDING"],
]);

/** The input of GetSecretValue that asks for a version; other labels are passed as they are. */
export function versionInput(
  version: VersionReference | undefined,
): Pick<GetSecretValueCommandInput, "VersionId" | "VersionStage"> {
  if (version === undefined) return {};
  return "version" in version ? { VersionId: version.version } : { VersionStage: stageLabel(version.stage) };
}

/** AWS's label for a stage. */
export function stageLabel(stage: string): string {
  return labels.get(stage) ?? stage;
}

/**
 * AWS's label for a stage that is to be written.
 * @throws SecretError `invalid_ref` for one that AWS does not take
 */
export function newStageLabel(stage: string): string {
  const label = stageLabel(stage);
  if (label.length >= 1 && label.length <= 256) return label;
  throw new SecretError("invalid_ref", "the stage is not one that AWS can hold", {
    hint: "give a stage of 1 to 256 characters",
  });
}

/** The version that a stage is at, by its label. */
export function versionAt({ stages }: Pick<SecretState, "stages">, label: string): string | undefined {
  // From the wire, whatever the SDK's types say.
  const entries = typeof stages === "object" && stages !== null ? Object.entries(stages) : [];
  return entries.find(([, labels]) => Array.isArray(labels) && labels.includes(label))?.[0];
}
