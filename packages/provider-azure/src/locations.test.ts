import { fold, nameCases } from "@claviger/core/provider";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Locator, parse } from "./locations.ts";
import { isSecretName } from "./secret-name.ts";

const pathsOf = (name: string, naming: Partial<ConstructorParameters<typeof Locator>[0]> = {}) =>
  new Locator({ case: "kebab", ...naming }).locate({ name, as: "value" }).map(({ path }) => path);

describe("where a name is", () => {
  test.each([
    ["SECRET_KEY", "kebab", "secret-key"],
    ["mongoUri", "kebab", "mongo-uri"],
    ["mongo.uri", "kebab", "mongo-uri"],
    ["SECRET_KEY", "upper-snake", "SECRET-KEY"],
    ["Secret_Key.x", "as-is", "Secret-Key-x"],
  ] as const)("for %s in %s is %s", (name, spelling, path) => {
    expect(pathsOf(name, { case: spelling })).toEqual([path]);
  });

  test.each(["payments/key", "a b", "schlüssel", "a+b", "", ".", "..", "a\nb", "x".repeat(128)])(
    "for %j is nowhere",
    (name) => expect(pathsOf(name)).toEqual([]),
  );

  it("is a field of the bundle first, then a secret under the prefix", () => {
    const locator = new Locator({ case: "kebab", bundle: "imip-production", prefix: "imip-" });
    expect(locator.locate({ name: "MONGO_URI", as: "value" })).toEqual([
      { path: "imip-production", field: "MONGO_URI", derived: true },
      { path: "imip-mongo-uri" },
    ]);
    expect(locator.locate({ name: "imip-production", as: "bundle" })).toEqual([{ path: "imip-production" }]);
    expect(locator.locate({ name: "other", as: "bundle" })).toEqual([{ path: "imip-other" }]);
  });
});

describe("two names that are one secret in Key Vault", () => {
  it("are one name where they fold alike", () => {
    const locator = new Locator({ case: "as-is" });
    for (const name of ["DATABASE_URL", "database-url", "Database.Url", "DATABASE_URL"]) {
      expect(locator.locate({ name, as: "value" })).toHaveLength(1);
    }
  });

  it("are a conflict where they do not, found offline", () => {
    const locator = new Locator({ case: "as-is" });
    locator.locate({ name: "apiKey", as: "value" });
    expect(() => locator.locate({ name: "apikey", as: "value" })).toThrow(
      expect.objectContaining({ code: "conflict", problem: expect.stringContaining('"apiKey"') }),
    );
    expect(locator.locate({ name: "apiKey", as: "value" })).toHaveLength(1);
  });

  const name = fc.string({ unit: fc.constantFrom(..."abAB01-_.".split("")), minLength: 1, maxLength: 8 });

  it.each(["_", "-", ".", "_-", ".."])("have no place where they have no word: %s", (name) => {
    for (const spelling of nameCases)
      expect(new Locator({ case: spelling }).locate({ name, as: "value" })).toEqual([]);
  });

  it("never are so in the default case", () => {
    fc.assert(
      fc.property(name, name, fc.constantFrom("kebab", "upper-snake"), (one, other, spelling) => {
        const locator = new Locator({ case: spelling });
        const [first, second] = [one, other].map((asked) => locator.locate({ name: asked, as: "value" })[0]);
        if (first === undefined || second === undefined) return true;
        return (first.path.toLowerCase() === second.path.toLowerCase()) === (fold(one) === fold(other));
      }),
    );
  });

  it("are never silently taken for one, in any case", () => {
    fc.assert(
      fc.property(fc.array(name), fc.constantFrom(...nameCases), (names, spelling) => {
        const locator = new Locator({ case: spelling });
        const folded = new Map<string, string>();
        for (const asked of names) {
          let path: string | undefined;
          try {
            [{ path } = { path: undefined }] = locator.locate({ name: asked, as: "value" });
          } catch {
            continue;
          }
          if (path === undefined) continue;
          const key = path.toLowerCase();
          expect(folded.get(key) ?? fold(asked)).toBe(fold(asked));
          folded.set(key, fold(asked));
        }
      }),
    );
  });
});

describe("a reference's path", () => {
  test.each(["secret-key", "SECRET-KEY", "x".repeat(127), "-", "1"])("may be %s", (path) => {
    expect(parse(path)).toEqual({ path });
    expect(isSecretName(path)).toBe(true);
  });

  test.each(["", "SECRET_KEY", "a/b", "a.b", "..", "x".repeat(128), "ä", "a\n"])("may not be %j", (path) => {
    expect(() => parse(path)).toThrow(expect.objectContaining({ code: "invalid_ref" }));
  });
});
