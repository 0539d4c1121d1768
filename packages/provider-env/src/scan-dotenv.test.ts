import { parse } from "dotenv";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanDotenv } from "./scan-dotenv.ts";

const scan = (text: string): { lines: Record<string, number>; problems: string[] } => {
  const { lines, problems } = scanDotenv(text);
  return {
    lines: Object.fromEntries(lines),
    problems: problems.map(({ line, kind }) => `${line} ${kind}`),
  };
};

describe("well-formed files", () => {
  const cases: [title: string, text: string, lines: Record<string, number>][] = [
    ["nothing", "", {}],
    ["blank lines and comments", "\n  \n# one\n  # two", {}],
    ["assignments", "A=1\nB=2\n\nC=3", { A: 1, B: 2, C: 4 }],
    ["no value", "A=\nB= \nC=#x", { A: 1, B: 2, C: 3 }],
    ["a byte order mark", "\uFEFFA=1\nB=2", { A: 1, B: 2 }],
    ["indentation, spaces around =", "  A = 1\n\tB\t=\t2", { A: 1, B: 2 }],
    ["export", "export A=1\n export  B=2\nexport=3", { A: 1, B: 2, export: 3 }],
    ["a colon and a space", "A: 1\nB: # no value", { A: 1, B: 2 }],
    ["dots, dashes and digits in names", "a.b-c_D=1\n9=2", { "a.b-c_D": 1, "9": 2 }],
    ["a name twice: the last counts", "A=1\nB=2\nA=3", { A: 3, B: 2 }],
    ["a quoted value over several lines", 'A="1\nX=2\n3"\nB=4', { A: 1, B: 4 }],
    ["a # inside quotes", "A='#1' # one\nB=2", { A: 1, B: 2 }],
    ["an escaped quote", 'A="1\\"\nX=2"\nB=3', { A: 1, B: 3 }],
    ["a backslash before the last quote", 'A="C:\\"\nB=2', { A: 1, B: 2 }],
    ["each kind of quote inside another", "A='\"`'\nB=`'\"`\nC=\"'`\"", { A: 1, B: 2, C: 3 }],
    ["JSON in quotes of its own kind", 'A="{"a":1}"\nB=2', { A: 1, B: 2 }],
    ["= in a value", "A==\nB=b=b==", { A: 1, B: 2 }],
    ["quotes inside an unquoted value", "A=it's\nB=2", { A: 1, B: 2 }],
    ["a line separator inside a value", "A=1\u2028B=2\nC=3", { A: 1, C: 2 }],
    ["a line separator that ends a comment", "# A=1\u2028B=2", { B: 1 }],
    ["a reference", "A=secret://aws/x?field=y # comment\nB='secret://aws/x#y'", { A: 1, B: 2 }],
  ];

  it.each(cases)("finds what dotenv finds: %s", (_title, text, lines) => {
    expect(scan(text)).toEqual({ lines, problems: [] });
    expect(Object.keys(parse(text)).toSorted()).toEqual(Object.keys(lines).toSorted());
  });
});

describe("lines that dotenv skips or misreads in silence", () => {
  const cases: [title: string, text: string, problems: string[]][] = [
    ["a name alone", "A=1\nB\nC=3", ["2 not-an-assignment"]],
    ["= on the next line", "A\n=1", ["1 not-an-assignment", "2 not-an-assignment"]],
    ["a quoted value on the next line", 'A=\n"1"', ["2 not-an-assignment"]],
    ["a colon that takes the next line", "A:\nB=2", ["1 not-an-assignment"]],
    ["a colon with no space", "A:1", ["1 not-an-assignment"]],
    ["export alone", "export\nA=1", ["1 not-an-assignment"]],
    ["a space in a name", "A B=1", ["1 not-an-assignment"]],
    ["a name that is not ASCII", "Ä=1", ["1 not-an-assignment"]],
    ["no name", "=1", ["1 not-an-assignment"]],
    ["a quote that is not closed", "A=1\nB='2\nC=3", ["2 unclosed-quote"]],
    ["a quote that a comment swallows", "A='1 # '2'\n", ["1 unclosed-quote"]],
    ["a quote alone", 'A="', ["1 unclosed-quote"]],
    ["text after a closing quote", 'A="1" 2\nB=3', ["1 text-after-quote"]],
    ["quoted JSON cut at a #", 'A="{"a":"#1"}"', ["1 text-after-quote"]],
    ["an unquoted reference with a field", "A=secret://aws/x#y", ["1 cut-reference"]],
    ["__proto__", "__proto__=1", ["1 reserved-name"]],
    ["a value that overflows dotenv", `A="${"x".repeat(5e6)}"`, ["1 too-long"]],
  ];

  it.each(cases)("reports %s", (_title, text, problems) => {
    expect(scan(text).problems).toEqual(problems);
  });
});

describe("any text", () => {
  const token = fc.constantFrom(
    ..."ABab19_.-=:#\\ \t'\"`/".split(""),
    "\n",
    "\n",
    "\u2028",
    "\uFEFF",
    "export ",
    "export",
    "__proto__",
    "secret://",
    "\nA=",
    "\nB='",
    '\nC="',
    "\nD: ",
    " # ",
  );
  const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,4}$/).filter((name) => name !== "__proto__");
  const value = fc.oneof(
    fc.stringMatching(/^[^#\n\r'"`\u2028\u2029]{0,6}$/),
    fc
      .tuple(fc.constantFrom("'", '"', "`"), fc.array(token))
      .map(([quote, body]) => `${quote}${body.join("").replaceAll(quote, "")}x${quote}`),
  );
  const statement = fc.oneof(
    fc.tuple(name, fc.constantFrom("=", " = ", ": "), value).map((parts) => parts.join("")),
    fc.tuple(name, value).map(([name, value]) => `export ${name}=${value} # comment`),
    fc.stringMatching(/^ {0,2}(#[^\n\r\u2028\u2029]{0,6})?$/),
  );
  const text = fc.oneof(
    fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join("")),
    fc.array(statement, { maxLength: 8 }).map((lines) => lines.join("\n")),
  );

  it("has the names that dotenv finds, or a problem", () => {
    fc.assert(
      fc.property(text, (text) => {
        const { lines, problems } = scanDotenv(text);
        if (problems.length > 0) return;
        expect([...lines.keys()].toSorted()).toEqual(Object.keys(parse(text)).toSorted());
      }),
      { numRuns: 20_000 },
    );
  });

  it("has a problem, or values that dotenv's fast reading takes for the same as its ordinary one", () => {
    fc.assert(
      fc.property(text, (text) => {
        if (scanDotenv(text).problems.length > 0) return;
        expect(parse(text, { fast: true })).toEqual(parse(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it("has each name's last assignment on the line that it reports", () => {
    fc.assert(
      fc.property(text, (text) => {
        const { lines, problems } = scanDotenv(text);
        if (problems.length > 0) return;
        const values = parse(text);
        for (const [name, line] of lines) {
          const fromThere = text.split("\n").slice(line - 1);
          // Several statements can share a line only where U+2028 parts them.
          expect(parse(fromThere.join("\n"))[name]).toBe(values[name]);
          expect(scanDotenv(fromThere.join("\n")).lines.get(name)).toBe(1);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it("has no problem where every statement is well formed", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (lines) => {
        const reference = lines.some((line) => line.includes("secret://"));
        expect(reference ? [] : scanDotenv(lines.join("\n")).problems).toEqual([]);
      }),
    );
  });
});
