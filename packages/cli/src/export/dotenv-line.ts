import { parse } from "dotenv";

/** A line that dotenv reads as this value; `undefined` where it has no way to write it. Which quotes are needed is for dotenv to say. */
export function dotenvLine(variable: string, value: string): string | undefined {
  const escaped = value.replaceAll("\n", String.raw`\n`).replaceAll("\r", String.raw`\r`);
  const spellings = [value, `"${value}"`, `'${value}'`, `\`${value}\``, `"${escaped}"`];
  const plain = /^[\w./:@%+-]*$/.test(value);
  const candidates = plain ? spellings : [...spellings.slice(1), value];
  return candidates
    .map((spelling) => `${variable}=${spelling}`)
    .find((line) => {
      // Between other lines, since one that is not closed would take the next.
      const read = parse(`BEFORE=1\n${line}\nAFTER=2\n`);
      return (
        read[variable] === value &&
        read["BEFORE"] === "1" &&
        read["AFTER"] === "2" &&
        Object.keys(read).length === 3
      );
    });
}
