import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { type DotenvFile, readDotenv } from "./read-dotenv.ts";

/** A reference that every reader of `.env` files takes as it is without quotes: dotenv, docker compose and shells. */
const plain = /^[\w:/.?=&%+,@-]+$/;
/** What may follow a value without quotes: the end of the line, or a comment after a space. */
const endsPlainly = /^(?:[ \t]+#|[ \t]*(?:\r|\n|$))/;

/**
 * The text of a `.env` file with references in place of values: every assignment of these names, since an earlier one of two
 * may hold a secret too. Everything else stays byte for byte. It is read once more to prove that dotenv sees the references,
 * and all other values as before.
 *
 * @param references - by name
 * @throws CliError `internal` if it does not
 */
export async function rewriteDotenv(
  file: DotenvFile,
  references: ReadonlyMap<string, string>,
  title: string,
): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  for (const { name, start, end } of file.assignments) {
    const reference = references.get(name);
    if (reference === undefined) continue;
    const isPlain = plain.test(reference) && endsPlainly.test(file.text.slice(end, end + 64));
    parts.push(file.text.slice(at, start), isPlain ? reference : `"${reference}"`);
    at = end;
  }
  const text = [...parts, file.text.slice(at)].join("");
  await prove(text, { file, references, title });
  return text;
}

async function prove(
  text: string,
  {
    file,
    references,
    title,
  }: {
    readonly file: DotenvFile;
    readonly references: ReadonlyMap<string, string>;
    readonly title: string;
  },
): Promise<void> {
  const { values } = await readDotenv(Buffer.from(text), title);
  const names = new Set([...values.keys(), ...file.values.keys()]);
  const wrong = [...names].filter(
    (name) => values.get(name) !== (references.get(name) ?? file.values.get(name)),
  );
  if (wrong.length === 0) return;
  throw new CliError(`${title} could not be rewritten so that ${wrong.join(", ")} would be read right`, {
    code: "files_failed",
    exitCode: exitCodes.internal,
    hint: `it was left as it was: write the references into it by hand, and report this`,
  });
}
