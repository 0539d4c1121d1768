import { describe, expect, it } from "vitest";
import { defineConfig } from "./claviger-config.ts";

describe("defineConfig", () => {
  it("gives back what it gets", () => {
    const config = { providers: ["aws", "env"], fallback: "any" } as const;
    expect(defineConfig(config)).toBe(config);
  });
});
