import { type Answer, answerOf, type Location, SecretError } from "@claviger/core/provider";
import type { AskOne } from "./call.ts";
import type { Ready } from "./connection.ts";
import { versionAt } from "./description.ts";
import { listVersions } from "./list-versions.ts";
import { deletedError, requireDescription } from "./secret-state.ts";
import type { Semaphore } from "./semaphore.ts";
import { stageLabel } from "./version-input.ts";

/** The versions that reads of these locations would give, one answer each, and so many at a time as there are turns. */
export function probeVersions(
  locations: readonly Location[],
  { askOne, turns }: { readonly askOne: AskOne; readonly turns: Semaphore },
): Promise<readonly Answer<string>[]> {
  const probe = (location: Location) =>
    askOne(async (call) => {
      const aws = await call.ready(location.path);
      return await turns.run(() => probeVersion(location, aws));
    });
  return Promise.all(locations.map((location) => answerOf(() => probe(location))));
}

/**
 * The id of the version that a read of this location would give, without its value. `undefined` if there is no such
 * secret, or no version of it is current yet.
 * @throws SecretError `version_not_found`, `deleted`, and the codes of the error table
 */
async function probeVersion(location: Location, aws: Ready): Promise<string | undefined> {
  const { path, version } = location;
  const description = await requireDescription(path, aws);
  if (description === "absent") return undefined;
  if (description.DeletedDate) throw deletedError(path, aws.region);
  const label = version && "stage" in version ? stageLabel(version.stage) : "AWSCURRENT";
  const found =
    version && "version" in version
      ? await listed(location, version.version, aws)
      : versionAt(description, label);
  if (found !== undefined || !version) return found;
  throw new SecretError("version_not_found", `"${path}" in ${aws.region} has no such version or stage`, {
    location: path,
    hint: `see its versions with: aws secretsmanager list-secret-version-ids --secret-id ${path}`,
  });
}

/** A description has only versions with a stage. */
async function listed(location: Location, version: string, aws: Ready): Promise<string | undefined> {
  for await (const info of listVersions(location, aws)) if (info.version === version) return version;
  return undefined;
}
