import type { VersionReference } from "@claviger/core/provider";

/** AWS's own labels for the stages that all stores have. */
const labels: ReadonlyMap<string, string> = new Map([
  ["current", "AWSCURRENT"],
  ["previous", "AWSPREVIOUS"],
  ["pending", "AWSPENDING"],
]);

/** The input of GetSecretValue that asks for a version; other labels are passed as they are. */
export function versionInput(version: VersionReference | undefined): {
  readonly VersionId?: string;
  readonly VersionStage?: string;
} {
  if (version === undefined) return {};
  if ("version" in version) return { VersionId: version.version };
  return { VersionStage: labels.get(version.stage) ?? version.stage };
}
