import { type Check, failedCheck, isReadableByOthers, type Location } from "@claviger/core/provider";
import type { KeyFile } from "./keys.ts";
import type { FileOpener } from "./opened-file.ts";
import { readSecret } from "./read-secret.ts";

/** Whether the store is there and can be opened, who can read its key, and whether it has those secrets. */
export async function checkStore(
  locations: readonly Location[],
  opener: FileOpener,
  file: string,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  try {
    const { document, recipients, keyFile } = await opener.open();
    const live = [...document.secrets.values()].filter(({ deletedAt }) => !deletedAt).length;
    checks.push({
      subject: "reachability",
      status: "ok",
      message: `${file} can be opened: ${live} secrets, ${recipients} recipients`,
    });
    checks.push(await checkKeyFile(keyFile));
    for (const location of locations) {
      const subject = `permission ${location.path}`;
      checks.push(
        check(subject, () => (readSecret(document, location, file) ? "it is there" : "it is not there")),
      );
    }
  } catch (error) {
    checks.push(failedCheck("reachability", error));
  }
  return checks;
}

async function checkKeyFile({ file, mode }: KeyFile): Promise<Check> {
  const subject = "identity";
  if (!(await isReadableByOthers(file, mode))) return { subject, status: "ok", message: `${file} opens it` };
  const message = `${file} can be read by other users of this machine`;
  return { subject, status: "warning", message, fix: `chmod 600 ${file}` };
}

function check(subject: string, look: () => string): Check {
  try {
    return { subject, status: "ok", message: look() };
  } catch (error) {
    return failedCheck(subject, error);
  }
}
