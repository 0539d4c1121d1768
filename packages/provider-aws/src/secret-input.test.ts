import { expect, test } from "vitest";
import { secretInput } from "./secret-input.ts";
import { maxBytes } from "./service-limits.ts";

test("text and bytes are stored as they are, fields as a JSON object", () => {
  const bytes = Uint8Array.of(0, 255);
  expect(secretInput("a", { type: "text", text: "ä" })).toEqual({ SecretString: "ä" });
  expect(secretInput("a", { type: "bytes", bytes })).toEqual({ SecretBinary: bytes });
  expect(secretInput("a", { type: "fields", fields: { b: "1", a: "" } })).toEqual({
    SecretString: '{"b":"1","a":""}',
  });
});

test("64 KiB of UTF-8 is the most, whatever the kind", () => {
  for (const fitting of ["x".repeat(maxBytes), "ä".repeat(maxBytes / 2)]) {
    expect(() => secretInput("a", { type: "text", text: fitting })).not.toThrow();
    const text = `canary${fitting}`;
    for (const value of [
      { type: "text", text },
      { type: "bytes", bytes: Buffer.from(text) },
      { type: "fields", fields: { text } },
    ] as const) {
      expect(() => secretInput("a", value)).toThrow(
        expect.objectContaining({ code: "invalid_value", message: expect.not.stringContaining("canary") }),
      );
    }
  }
});

test("a text that is half of a character cannot be stored unchanged, and is not", () => {
  expect(() => secretInput("a", { type: "text", text: "canary \ud83d" })).toThrow(
    expect.objectContaining({ code: "invalid_value", message: expect.not.stringContaining("canary") }),
  );
});
