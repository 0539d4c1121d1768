import { describe, expect, test } from "vitest";
import { locate, parse } from "./secret-name.ts";

describe("a name is", () => {
  test.each([
    ["database-url", "DATABASE_URL"],
    ["databaseUrl", "DATABASE_URL"],
    ["DATABASE_URL", "DATABASE_URL"],
    ["db.url", "DB_URL"],
    ["_x", "X"],
    ["_X__Y_", "_X__Y_"],
  ])("%s as %s", (name, path) => {
    expect(locate({ name, as: "value" }, "upper-snake")).toEqual([{ path }]);
  });

  test.each([
    ["databaseUrl", [{ path: "DATABASEURL" }]],
    ["database-url", []],
  ])("%s in upper case alone, where it is taken as it is", (name, locations) => {
    expect(locate({ name, as: "value" }, "as-is")).toEqual(locations);
  });

  // "straße" would be STRASSE in upper case, which nobody wrote.
  test.each(["", "3d-key", "github-token", "imip/key", "a b", "a\nb", "straße", "ключ", "🔑"])(
    "%j nowhere",
    (name) => {
      expect(locate({ name, as: "value" }, "upper-snake")).toEqual([]);
    },
  );

  test("no bundle", () => {
    expect(locate({ name: "database", as: "bundle" }, "upper-snake")).toEqual([]);
  });
});

describe("the path of a reference", () => {
  test.each(["DATABASE_URL", "database_url", "Database_Url"])("%s is DATABASE_URL", (path) => {
    expect(parse(path)).toEqual({ path: "DATABASE_URL" });
  });

  test.each([
    ["database-url", "write it as DATABASE_URL"],
    ["3d", "letters, digits and _"],
    ["GITHUB_TOKEN", "another repository is another instance"],
    ["github_x", "letters"],
    ["imip/platform/KEY", "another instance"],
    ["", "letters"],
  ])("%j is refused, with the hint: %s", (path, hint) => {
    expect(() => parse(path)).toThrow(
      expect.objectContaining({ code: "invalid_ref", hint: expect.stringContaining(hint) }),
    );
  });
});
