import type { PutOptions, WritableValue } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { maxBytes, refuseConditions, textToWrite } from "./writable.ts";

describe("a value", () => {
  test.each([
    ["", 0],
    ["x".repeat(maxBytes), maxBytes],
    ["ü".repeat(maxBytes / 2), maxBytes],
  ])("of up to 48 KB is taken", (text, size) => {
    expect(Buffer.byteLength(textToWrite({ type: "text", text }))).toBe(size);
  });

  test.each<[string, WritableValue]>([
    ["of a byte more", { type: "text", text: `canary${"x".repeat(maxBytes - 5)}` }],
    ["of a byte more in UTF-8", { type: "text", text: `canary${"ü".repeat(maxBytes / 2 - 2)}` }],
    ["that is half a character", { type: "text", text: "canary\ud800" }],
    ["of bytes", { type: "bytes", bytes: Buffer.from("canary") }],
    ["of several fields", { type: "fields", fields: { canary: "canary" } }],
  ])("%s is refused, and not quoted", (_, value) => {
    const refusal = expect.objectContaining({ code: "invalid_value", hint: expect.stringMatching(/\S/) });
    expect(() => textToWrite(value)).toThrow(refusal);
    expect(() => textToWrite(value)).not.toThrow(/canary/);
  });
});

test.each<[object, PutOptions]>([
  [{}, { ifVersion: "2026-11-28T00:00:00Z" }],
  [{}, { stage: "pending" }],
  [{ field: "TOKEN" }, {}],
  [{ version: { version: "1" } }, {}],
])("what GitHub cannot promise is unsupported: %j %j", (more, options) => {
  expect(() => refuseConditions({ path: "KEY", ...more }, options)).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
});
