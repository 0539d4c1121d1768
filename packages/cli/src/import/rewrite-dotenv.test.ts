import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecrets, formatReference, nodeHost } from "@claviger/core";
import { defineProvider } from "@claviger/core/provider";
import { env } from "@claviger/provider-env";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";
import { currentIn, jsonStoreProject } from "../testing/json-store.ts";
import { rewriteDotenv } from "./rewrite-dotenv.ts";
import { readDotenv } from "./read-dotenv.ts";

// Each test is several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const directory = mkdtempSync(join(tmpdir(), "claviger-rewrite-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An assignment in three parts, of which only the value may change; or a line that is none. */
interface Statement {
  readonly name?: string;
  readonly head: string;
  readonly value: string;
  readonly tail: string;
}

const name: fc.Arbitrary<string> = fc.constantFrom("A", "B_TOKEN", "c.d", "E-F", "DATABASE_URL");
/** What dotenv, docker compose and shells each read in a way of their own. */
const piece = fc.constantFrom(
  ..."ab1 $\\:=,;&|!~*()[]{}<>%^".split(""),
  "$A",
  "${B_TOKEN}",
  "${A:-x}",
  "$(date)",
  "\\n",
  "\\t",
  "\\\\",
  "é",
  "😀",
  "export ",
  "//",
  "@",
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
const bare = text.map((value) => value.trim()).filter((value) => !/^['"`]/.test(value));
const quoted = fc
  .tuple(
    fc.constantFrom("'", '"', "`"),
    fc.array(fc.oneof(piece, fc.constantFrom("#", " # ", "\n", "'", '"', "`", "A=1\n")), { maxLength: 6 }),
  )
  .map(([quote, pieces]) => `${quote}${pieces.join("").replaceAll(quote, "").replace(/\\+$/, "")}${quote}`);
const tail = fc.constantFrom("", " ", "\t", " # comment", ' # it\'s "one"', "#glued", "  #");
const assignment = fc
  .tuple(
    name,
    fc.constantFrom("", "export ", "  ", "\texport  "),
    fc.constantFrom("=", " = ", "=\t"),
    fc.oneof(bare, quoted),
    tail,
  )
  .map(([name, before, equals, value, tail]): Statement => {
    // An empty value has nothing to be glued to, and its space belongs to what follows.
    return value === ""
      ? {
          name,
          head: `${before}${name}${equals.trimEnd()}`,
          value,
          tail: `${equals.slice(equals.trimEnd().length)}${tail}`,
        }
      : { name, head: `${before}${name}${equals}`, value, tail };
  });
const other = fc
  .constantFrom("", "   ", "# A=1", "  # 'quote", "#")
  .map((head): Statement => ({ head, value: "", tail: "" }));
const file = fc
  .record({
    statements: fc.array(fc.oneof({ weight: 3, arbitrary: assignment }, other), {
      minLength: 1,
      maxLength: 8,
    }),
    lineEnd: fc.constantFrom("\n", "\r\n"),
    mark: fc.constantFrom("", "\uFEFF"),
    last: fc.boolean(),
  })
  .map(({ statements, lineEnd, mark, last }) => ({
    statements,
    joined: (parts: readonly string[]) =>
      (mark + parts.join("\n") + (last ? "\n" : "")).replaceAll("\n", lineEnd),
  }));
const moved = fc.uniqueArray(name);
const path = fc.constantFrom("A", "app/x", "it's", "a b", "dollar$", "paren(1)", 'quote"', "é");

function referenceFor(name: string, path: string): string {
  return formatReference({ provider: "memory", path: `${path}/${name}`, field: "v" });
}

describe("any .env file", () => {
  it("has references in the place of these values and of nothing else", async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(file, moved, path, async ({ statements, joined }, moved, path) => {
        const original = joined(statements.map(({ head, value, tail }) => head + value + tail));
        const parsed = await readDotenv(Buffer.from(original), ".env").catch(() => undefined);
        // One that the provider refuses is not imported.
        if (!parsed) return;
        read++;
        const references = new Map(moved.map((name) => [name, referenceFor(name, path)]));
        const own = new Map([...references].filter(([name]) => parsed.values.has(name)));
        const rewritten = await rewriteDotenv(parsed, own, ".env");
        const expected = joined(
          statements.map(({ name = "", head, value, tail }) => `${head}${own.get(name) ?? value}${tail}`),
        );
        // A reference may be in quotes; that is all that is left open here.
        let unquoted = rewritten;
        for (const reference of own.values()) unquoted = unquoted.replaceAll(`"${reference}"`, reference);
        expect(unquoted).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(1500);
  });

  it("gives the application the same values before and after", async () => {
    const stored = new Map<string, string>();
    const memory = defineProvider({
      contract: 1,
      name: "memory",
      options: {},
      capabilities: { values: ["fields"], versions: "none" },
      create: () => ({
        locate: () => [],
        parse: (path) => ({ path }),
        get: async ({ path }) => {
          const value = stored.get(path);
          return value === undefined
            ? undefined
            : { id: path, value: { type: "fields", fields: { v: value } } };
        },
      }),
    });
    const readAll = async (file: string, names: readonly string[]): Promise<Record<string, string>> => {
      writeFileSync(join(directory, ".env"), file);
      const host = { ...nodeHost({ environment: "test" }), env: {}, directory };
      const secrets = createSecrets({ providers: [memory(), env({ files: [".env"] })], host });
      try {
        return await secrets.getMany(names);
      } finally {
        await secrets.close();
      }
    };
    await fc.assert(
      fc.asyncProperty(file, moved, path, async ({ statements, joined }, moved, path) => {
        const original = joined(statements.map(({ head, value, tail }) => head + value + tail));
        const parsed = await readDotenv(Buffer.from(original), ".env").catch(() => undefined);
        if (!parsed) return;
        const names = [...parsed.values.keys()];
        const before = await readAll(original, names);
        expect(before).toEqual(Object.fromEntries(parsed.values));
        stored.clear();
        const references = new Map<string, string>();
        for (const name of moved.filter((one) => parsed.values.has(one))) {
          references.set(name, referenceFor(name, path));
          stored.set(`${path}/${name}`, parsed.values.get(name) ?? "");
        }
        expect(await readAll(await rewriteDotenv(parsed, references, ".env"), names)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the command", () => {
  it("imports what the application read, and leaves it what it reads then", async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ statements, joined }) => {
        const original = joined(statements.map(({ head, value, tail }) => head + value + tail));
        const parsed = await readDotenv(Buffer.from(original), ".env").catch(() => undefined);
        if (!parsed) return;
        const directory = project({ ...jsonStoreProject(), ".env": original });
        const args = ["import", ".env", "--to", "store", "--include", "*", "--apply", "--rewrite"];
        expect(await callClaviger(args, { directory })).toMatchObject({ exitCode: 0 });
        expect(currentIn(directory)).toEqual(Object.fromEntries(parsed.values));
        for (const [name, value] of parsed.values) {
          const { stdout } = await callClaviger(["get", `secret://env/${name}`], { directory });
          expect(Buffer.from(stdout, "latin1").toString()).toBe(value);
        }
      }),
      { numRuns: 12 },
    );
  });
});
