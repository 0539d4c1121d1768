import { describe, expect, it } from "vitest";
import { locate, parse } from "./locations.ts";

describe("a name", () => {
  it.each([
    ["database-url", {}, "database-url"],
    ["databaseUrl", { case: "kebab" }, "database-url"],
    ["database-url", { case: "upper-snake", prefix: "app" }, "app/DATABASE_URL"],
    ["payments/stripe-key", { case: "upper-snake" }, "payments/stripe-key"],
    ["database-url", { prefix: "app_" }, "app_database-url"],
  ] as const)("%s with %j is the file %s", (name, naming, path) => {
    expect(locate({ name, as: "value" }, { case: "as-is", ...naming })).toEqual([{ path }]);
    expect(locate({ name, as: "bundle" }, { case: "as-is", ...naming })).toEqual([{ path }]);
  });

  it.each(["", ".", "..", "a/../b", "a//b", "/a", "a/", "..data", "a/..2026_01/b", "a\nb", "ü".repeat(128)])(
    "%j is nowhere, and no path",
    (name) => {
      expect(locate({ name, as: "value" }, { case: "as-is" })).toEqual([]);
      expect(() => parse(name)).toThrow(expect.objectContaining({ code: "invalid_ref" }));
    },
  );

  it("that starts with one dot is a file like any other", () => {
    expect(parse(".dockerconfigjson")).toEqual({ path: ".dockerconfigjson" });
  });
});
