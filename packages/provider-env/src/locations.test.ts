import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";

describe("names and versions", () => {
  it("locates one value for a name, no bundles, and no name that a variable cannot have", () => {
    const { provider } = envProvider({});
    expect(provider.locate({ name: "a-b", as: "value" })).toEqual([{ path: "a-b" }]);
    expect(provider.locate({ name: "a-b", as: "bundle" })).toEqual([]);
    for (const name of ["", ".", "..", "a/b", "a=b", "a\0b", "a\nb", "\ud800"]) {
      expect(provider.locate({ name, as: "value" })).toEqual([]);
      expect(() => provider.parse(name)).toThrow(expect.objectContaining({ code: "invalid_ref" }));
    }
    expect(provider.parse("DATABASE_URL")).toEqual({ path: "DATABASE_URL" });
  });

  it("does not answer for a version with the current value", async () => {
    const { provider, ctx } = envProvider({ env: { A: "1" } });
    const pinned = { path: "A", version: { stage: "previous" } };
    await expect(provider.get?.(pinned, ctx)).rejects.toMatchObject({
      code: "unsupported",
      hint: expect.stringContaining("without a version"),
    });
  });
});
