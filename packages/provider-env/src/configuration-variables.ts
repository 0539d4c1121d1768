import type { ConfigurationVariables, Host, SecretError } from "@claviger/core/provider";
import { envFiles } from "./env-files.ts";
import { failuresError } from "./file-failure.ts";

/**
 * The variables of all files; of two with the same name, the one in the earlier file.
 *
 * @throws SecretError `not_configured` or `invalid_ref`, with the problems of all files
 */
export async function configurationVariables(
  listed: readonly string[] | undefined,
  host: Host,
): Promise<ConfigurationVariables> {
  const files = envFiles(listed, host);
  // Without a prototype, so that `constructor` is a name like any other.
  const values: Record<string, string> = Object.create(null);
  const origin: Record<string, string> = Object.create(null);
  const failures: SecretError[] = [];
  for (const loaded of await Promise.all(files.map((file) => file.load()))) {
    if (loaded.status === "failed") failures.push(loaded.error);
    if (loaded.status !== "read") continue;
    for (const { name, value, place } of loaded.variables.all) {
      if (name in values) continue;
      values[name] = value;
      origin[name] = place;
    }
  }
  const [first, ...others] = failures;
  if (first) throw failuresError([first, ...others]);
  return { values, origin };
}
