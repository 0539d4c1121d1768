import { type Check, isSecretError, type Location } from "@claviger/core/provider";
import type { KeyFile } from "./keys.ts";
import { isReadableByOthers } from "./readable-by-others.ts";
import { readSecret } from "./read-secret.ts";
import type { Writing } from "./write-store.ts";

/** Whether the store is there and can be opened, who can read its key, and whether it has those secrets. */
export async function checkStore(
  locations: readonly Location[],
  { opener, settings: { file } }: Pick<Writing, "opener" | "settings">,
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
    checks.push(failed("reachability", error));
  }
  return checks;
}

async function checkKeyFile(keyFile: KeyFile): Promise<Check> {
  const subject = "identity";
  const { file } = keyFile;
  if (!(await isReadableByOthers(keyFile))) return { subject, status: "ok", message: `${file} opens it` };
  const message = `${file} can be read by other users of this machine`;
  return { subject, status: "warning", message, fix: `chmod 600 ${file}` };
}

function check(subject: string, look: () => string): Check {
  try {
    return { subject, status: "ok", message: look() };
  } catch (error) {
    return failed(subject, error);
  }
}

function failed(subject: string, error: unknown): Check {
  if (!isSecretError(error)) throw error;
  const fix = error.hint === undefined ? {} : { fix: error.hint };
  return { subject, status: "error", message: `${error.problem} (${error.code})`, ...fix };
}
