import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";

/** The version that a stage is at, by its label. */
export function versionAt(
  { VersionIdsToStages: versions }: Pick<DescribeSecretCommandOutput, "VersionIdsToStages">,
  label: string,
): string | undefined {
  const entries = typeof versions === "object" && versions !== null ? Object.entries(versions) : [];
  return entries.find(([, labels]) => Array.isArray(labels) && labels.includes(label))?.[0];
}
