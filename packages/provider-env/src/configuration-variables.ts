import { type ConfigurationVariables, type Host, SecretError } from "@claviger/core/provider";
import { envFiles } from "./env-files.ts";

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
  const [first] = failures;
  if (first) throw failures.length === 1 ? first : together(first, failures);
  return { values, origin };
}

/** The failures of several files as one error. */
function together({ code, location }: SecretError, errors: readonly SecretError[]): SecretError {
  return new SecretError(code, errors.map(({ problem }) => problem).join("; "), {
    location,
    hint: [...new Set(errors.map(({ hint }) => hint))].join("; "),
    errors,
  });
}
