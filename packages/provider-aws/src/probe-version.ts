import { type Answer, answerOf, type Location } from "@claviger/core/provider";
import type { AskOne } from "./call.ts";
import type { Ready } from "./connection.ts";
import { listVersions } from "./list-versions.ts";
import { deletedError, requireState, versionNotFound } from "./secret-state.ts";
import type { Semaphore } from "./semaphore.ts";
import { stageLabel, versionAt } from "./stages.ts";

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
  const secret = await requireState(path, aws);
  if (secret.state === "absent") return undefined;
  if (secret.state === "deleted") throw deletedError(path, aws);
  if (!version) return versionAt(secret, "AWSCURRENT");
  const found =
    "version" in version
      ? await listed(location, version.version, aws)
      : versionAt(secret, stageLabel(version.stage));
  if (found === undefined) throw versionNotFound(path, version, aws);
  return found;
}

/** A description has only versions with a stage. */
async function listed(location: Location, version: string, aws: Ready): Promise<string | undefined> {
  for await (const info of listVersions(location, aws)) if (info.version === version) return version;
  return undefined;
}
