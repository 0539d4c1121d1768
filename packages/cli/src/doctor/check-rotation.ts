import { type Deployment, isSecretError, type ListedSecret } from "@claviger/core";
import { failed, type Finding } from "./finding.ts";

const area = "rotation";
const dayMs = 86_400_000;

/** Which secrets are older than the manifest says that they may get. */
export async function checkRotation(
  { manifest, secrets }: Deployment,
  now: number = Date.now(),
): Promise<Finding[]> {
  const timed = Object.entries(manifest).flatMap(([name, { rotationDays }]) =>
    rotationDays === undefined ? [] : [{ name, rotationDays }],
  );
  return await Promise.all(
    timed.map(async ({ name: subject, rotationDays }): Promise<Finding> => {
      try {
        const written = newest(await all(secrets.versions(subject)));
        if (written === undefined)
          return { area, subject, status: "skipped", message: "its store does not tell when it was written" };
        const days = Math.floor((now - written.getTime()) / dayMs);
        const message = `written ${days} days ago, to be replaced every ${rotationDays}`;
        if (days <= rotationDays) return { area, subject, status: "ok", message };
        return {
          area,
          subject,
          status: "warning",
          message,
          fix: `replace it where it is used, then claviger set ${subject}`,
        };
      } catch (error) {
        // An application needs no permission to look at the history of what it reads.
        if (isSecretError(error, "denied") || isSecretError(error, "unsupported"))
          return {
            area,
            subject,
            status: "skipped",
            message: "when it was written may not be seen, or is not kept",
          };
        return failed(area, subject, error);
      }
    }),
  );
}

async function all(versions: AsyncIterable<ListedSecret>): Promise<ListedSecret[]> {
  const found: ListedSecret[] = [];
  for await (const version of versions) found.push(version);
  return found;
}

/** When the current version was written: the one that is staged as such, else the newest. */
function newest(versions: readonly ListedSecret[]): Date | undefined {
  const current = versions.find(({ stages = [] }) =>
    stages.some((stage) => /^(?:AWS)?current$/i.test(stage)),
  );
  const dates = (current ? [current] : versions).flatMap(
    ({ createdAt, updatedAt }) => createdAt ?? updatedAt ?? [],
  );
  return dates.toSorted((one, other) => other.getTime() - one.getTime())[0];
}
