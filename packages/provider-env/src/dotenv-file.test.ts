import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDotenvFile } from "./dotenv-file.ts";

async function valuesIn(text: string): Promise<string[]> {
  const file = await readDotenvFile(Buffer.from(text), ".env");
  return file.assignments.map(
    ({ name, line, start, end }) => `${line} ${name} ${file.text.slice(start, end)}|`,
  );
}

describe("the places of a .env file's values", () => {
  const cases: [title: string, text: string, places: string[]][] = [
    ["plain", "A=1\nB = 2 # two", ["1 A 1|", "2 B 2|"]],
    ["quoted, with a comment", "A='#1' # one\r\nB=\"2\"", ["1 A '#1'|", '2 B "2"|']],
    ["over several lines with Windows line ends", 'A="1\r\n2"\r\nB=3\r\n', ['1 A "1\r\n2"|', "3 B 3|"]],
    ["a name twice", "A=1\nA=2", ["1 A 1|", "2 A 2|"]],
    ["empty", "A=\nB=  # none\nC: # none", ["1 A |", "2 B |", "3 C |"]],
    ["a byte order mark", "\uFEFFA=1", ["1 A 1|"]],
    ["old Macintosh line ends", "A=1\rB=2", ["1 A 1|", "2 B 2|"]],
    ["JSON in quotes of its own kind", 'A="{"a":1}"\nB=2', ['1 A "{"a":1}"|', "2 B 2|"]],
  ];

  it.each(cases)("are told: %s", async (_, text, places) => {
    expect(await valuesIn(text)).toEqual(places);
  });

  it("are where another value can be put, whatever stands around it", async () => {
    const line = fc.constantFrom(
      "A=1",
      " export B = '2' # x",
      'C="3\r\n4"',
      "# D=1",
      "",
      "E: 5",
      "F=",
      "G:  # none",
      "A=7",
    );
    const text = fc
      .array(line, { minLength: 1, maxLength: 8 })
      .chain((lines) => fc.constantFrom("\n", "\r\n").map((end) => lines.join(end)));
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        const { assignments, values } = await readDotenvFile(Buffer.from(text), ".env");
        for (const name of values.keys()) {
          let changed = text;
          for (const { start, end } of assignments.filter((one) => one.name === name).toReversed())
            changed = `${changed.slice(0, start)}"new"${changed.slice(end)}`;
          expect(parse(changed)).toEqual({ ...parse(text), [name]: "new" });
        }
      }),
    );
  });
});

it("fails for a file that the provider refuses, without its text", async () => {
  const reading = readDotenvFile(Buffer.from("A=1\nhunter2 is it"), ".env");
  await expect(reading).rejects.toMatchObject({
    code: "not_configured",
    location: ".env:2",
    message: expect.not.stringContaining("hunter2"),
  });
});
