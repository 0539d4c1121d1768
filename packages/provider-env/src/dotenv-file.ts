/**
 * A `.env` file as tools see it that change one: `@claviger/provider-env/dotenv-file`. Its values are those that the `env`
 * provider answers with.
 *
 * @packageDocumentation
 */
import { parseDotenv } from "./parse-dotenv.ts";
import { scanDotenv } from "./scan-dotenv.ts";

/** One assignment. Of several to one name, the last counts. */
export interface DotenvAssignment {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where its value starts in the text, with its quotes and without the space around it. */
  readonly start: number;
  /** The position after it. An empty value starts and ends where one would stand. */
  readonly end: number;
}

/** What a `.env` file holds. */
export interface DotenvFile {
  /** As it is: line ends and a byte order mark too. */
  readonly text: string;
  /** In the file's order. */
  readonly assignments: readonly DotenvAssignment[];
  /** By name, as dotenv reads them. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads a `.env` file.
 *
 * @param title - the file as messages call it
 * @throws SecretError `not_configured` or `invalid_ref` for a file that the `env` provider refuses, with all its problems by
 *   line and none of its text
 */
export async function readDotenvFile(bytes: Uint8Array, title: string): Promise<DotenvFile> {
  const parsed = await parseDotenv(bytes, title);
  if (parsed.status === "failed") throw parsed.error;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const { assignments } = scanDotenv(text.replaceAll(/\r\n?/g, "\n"));
  const original = originalPositions(text);
  return {
    text,
    assignments: assignments.map(({ name, line, start, end }) => {
      return { name, line, start: original(start), end: original(end) };
    }),
    values: new Map(parsed.variables.all.map(({ name, value }) => [name, value])),
  };
}

/** Positions in a text of which each `\r\n` was made one `\n`, as those in the text itself. Asked in rising order. */
function originalPositions(text: string): (position: number) => number {
  let removed = 0;
  let next = text.indexOf("\r\n");
  return (position) => {
    while (next !== -1 && next - removed < position) {
      removed++;
      next = text.indexOf("\r\n", next + 2);
    }
    return position + removed;
  };
}
