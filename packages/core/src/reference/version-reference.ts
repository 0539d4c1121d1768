import type { VersionReference } from "../contract/location.ts";

/** The version or the stage, of which at most one is given. */
export function versionReference(given: {
  readonly version?: string | undefined;
  readonly stage?: string | undefined;
}): VersionReference | undefined {
  const { version, stage } = given;
  if (version !== undefined) return { version };
  return stage === undefined ? undefined : { stage };
}
