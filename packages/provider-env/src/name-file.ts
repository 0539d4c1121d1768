import path from "node:path";
import { SecretError } from "@claviger/core/provider";
import type { Host, SecretRecord } from "@claviger/core/provider";
import { explainReadFailure } from "./read-failure.ts";
import type { Spelling } from "./spelling.ts";
import type { Variable, Variables } from "./variables.ts";
import { decodeUtf8 } from "./utf-8.ts";

/**
 * The variable that names the file with a name's value: `DATABASE_URL_FILE`, or the name as it was asked and `_FILE`.
 * An empty one counts as unset, like every empty variable of the configuration.
 */
export function findNameFile({ asked, cased }: Spelling, variables: Variables): Variable | undefined {
  const pointer = variables.get(`${asked}_FILE`) ?? variables.get(`${cased}_FILE`);
  return pointer?.value === "" ? undefined : pointer;
}

/**
 * Reads the file that a `NAME_FILE` variable names. One line end at its end is not part of the value. What is not UTF-8
 * is given as bytes, whole.
 *
 * @throws SecretError `not_configured` if it cannot be read: the variable says that there is a value
 */
export async function readNameFile(
  pointer: Variable,
  host: Pick<Host, "directory" | "fs">,
): Promise<SecretRecord> {
  const bytes = await host.fs
    .readFile(path.resolve(host.directory, pointer.value))
    .catch((error: unknown) => {
      throw unreadable(pointer, error);
    });
  const text = decodeUtf8(bytes);
  return {
    // `=` is in no variable's name, so that this is never the id of the variable itself, whose value is the path.
    id: `${pointer.name}=${pointer.value}`,
    value: text === undefined ? { type: "bytes", bytes } : { type: "text", text: text.replace(/\r?\n$/, "") },
    source: `${pointer.name} in ${pointer.place}: ${pointer.value}`,
    metadata: { origin: "name-file" },
  };
}

function unreadable({ name, value, place }: Variable, error: unknown): SecretError {
  const { problem, hint, cause } = explainReadFailure(error);
  // Whoever put the secret itself where its file's path belongs must not find it in the log.
  const file = looksLikePath(value) ? value : "a relative path";
  return new SecretError("not_configured", `${name} in ${place} names a file (${file}) that ${problem}`, {
    location: place,
    hint: `${hint}, or unset ${name}`,
    cause,
  });
}

function looksLikePath(text: string): boolean {
  return path.isAbsolute(text) || /^\.{1,2}[/\\]/.test(text);
}
