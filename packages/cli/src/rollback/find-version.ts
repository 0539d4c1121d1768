import { type ListedSecret, SecretError } from "@claviger/core";
import type { Target } from "../change/find-target.ts";
import type { Stores } from "../change/open-stores.ts";

/**
 * The version that a person means: its id, or a stage that is at it (`previous`, or the store's own word).
 *
 * @throws SecretError `unsupported`, `version_not_found`
 */
export async function findVersion(
  { secrets }: Stores,
  { secret, instance }: Target,
  wanted: string,
): Promise<string> {
  if (instance.capabilities.versions === "none")
    throw new SecretError("unsupported", `${instance.id} keeps no earlier versions`, {
      provider: instance.id,
      hint: "write the value anew with claviger set",
    });
  // What cannot be listed is asked for as it is written.
  if (!instance.can("versions")) return wanted;
  let atStage: string | undefined;
  for await (const entry of secrets.versions(secret)) {
    if (entry.version === wanted) return wanted;
    if (isAt(entry, wanted)) atStage ??= entry.version;
  }
  if (atStage !== undefined) return atStage;
  throw new SecretError("version_not_found", `${secret} has no version ${wanted}`, {
    provider: instance.id,
    hint: `see the versions that there are: claviger versions ${secret}`,
  });
}

/** AWS's labels are the common ones with AWS before them. */
function isAt({ stages = [] }: ListedSecret, wanted: string): boolean {
  return stages.some((stage) => stage === wanted || stage === `AWS${wanted.toUpperCase()}`);
}
