import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const providers = ["env", "vault", "aws", "azure", "github", "file", "age", "agent"];

describe("what a misspelling most likely meant", () => {
  it.each([
    ["vualt", "vault"],
    ["Vault", "vault"],
    ["azur", "azure"],
    ["githb", "github"],
    ["envs", "env"],
  ])("%s: %s", (written, meant) => {
    expect(nearest(written, providers)).toBe(meant);
  });

  it.each(["onepassword", "gcpsecrets", "dopplerx"])("%s: nothing", (written) => {
    expect(nearest(written, providers)).toBeUndefined();
  });

  it("is the nearer of two, the first of two as near, and nothing out of nothing", () => {
    expect(nearest("agen", ["age", "agents", "agent"])).toBe("age");
    expect(nearest("agentt", ["age", "agent"])).toBe("agent");
    expect(nearest("x", [])).toBeUndefined();
  });
});
