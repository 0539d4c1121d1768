import { describe, expect, test } from "vitest";
import { generateValue } from "./generate-value.ts";

describe("a generated value", () => {
  test.each([
    ["32", /^[0-9a-f]{64}$/],
    ["32:hex", /^[0-9a-f]{64}$/],
    ["32:base64url", /^[\w-]{43}$/],
    ["32:alnum", /^[A-Za-z0-9]{32}$/],
    ["4096:alnum", /^[A-Za-z0-9]{4096}$/],
    ["uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ["32:uuid", /^[0-9a-f]{8}-/],
  ])("%s", (written, form) => {
    const values = Array.from({ length: 20 }, () => generateValue(written));
    for (const value of values) expect(value).toMatch(form);
    expect(new Set(values).size).toBe(20);
  });

  test("of letters and digits has each of them equally often: bytes that would favour some are left out", () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const counts = new Map<string, number>();
    for (const character of generateValue("248:alnum", () => everyByte)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    expect(new Set(counts.values())).toEqual(new Set([4]));
  });

  test.each(["", "0", "4097", "-1", "32:", "32:base64", "32:HEX", "hex", "16:uuid", "1e3", "32 "])(
    "%j is not understood",
    (written) => {
      expect(() => generateValue(written)).toThrow(expect.objectContaining({ code: "usage" }));
    },
  );
});
