import type { SecretError } from "@claviger/core/provider";
import type { DotenvProblem } from "./dotenv-problem.ts";
import { malformedFile } from "./file-failure.ts";
import { fileVariables, type FileVariables } from "./file-variables.ts";
import { scanDotenv } from "./scan-dotenv.ts";
import { decodeUtf8, linesNotUtf8 } from "./utf-8.ts";

/** What a `.env` file holds, or everything that is wrong with it. */
export type ParsedDotenv =
  | { readonly status: "read"; readonly variables: FileVariables }
  | { readonly status: "failed"; readonly error: SecretError };

/**
 * Reads the text of a `.env` file. dotenv gives the values; our scan gives the lines, and the problems that dotenv passes
 * over.
 *
 * @param title - the file as messages call it
 */
export async function parseDotenv(bytes: Uint8Array, title: string): Promise<ParsedDotenv> {
  const malformed = (problems: readonly DotenvProblem[]): ParsedDotenv => {
    return { status: "failed", error: malformedFile(title, problems) };
  };
  const text = decodeUtf8(bytes)?.replaceAll(/\r\n?/g, "\n");
  if (text === undefined) {
    return malformed(linesNotUtf8(bytes).map((line) => ({ line, kind: "not-utf-8" })));
  }
  const { lines, problems } = scanDotenv(text);
  if (problems.length > 0) return malformed(problems);
  // Where there is no .env file, dotenv is never loaded. Its fast reading gives the same values wherever our scan has no
  // problem (scan-dotenv.test.ts), and takes 0.3 ms less of a start.
  const { parse } = await import("dotenv");
  const all = Object.entries(parse(text, { fast: true })).map(([name, value]) => {
    return { name, value, place: `${title}:${lines.get(name)}`, origin: "file" as const };
  });
  return { status: "read", variables: fileVariables(title, all) };
}
