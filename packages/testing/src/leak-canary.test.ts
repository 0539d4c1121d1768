import { expect, test } from "vitest";
import { leakCanary } from "./leak-canary.ts";

const canary = leakCanary();
const value = canary.value();

function parseError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

function hiding(secret: string): object {
  return Object.defineProperty({}, "secret", { value: secret, enumerable: false });
}

class Shown {
  readonly length = 1;
  toJSON(): string {
    return value;
  }
}

test.each<[string, unknown]>([
  ["a text", `the value is ${value}.`],
  ["a text in upper case", value.toUpperCase()],
  ["an error's message", new Error(value)],
  ["an error's cause", new Error("no", { cause: new Error("no", { cause: { body: value } }) })],
  ["an error's errors", new AggregateError([new Error(value)], "no")],
  ["a parser's message that quotes the start", parseError(value)],
  ["a hidden property", hiding(value)],
  ["a property under a symbol", { [Symbol("secret")]: value }],
  ["a key", { [value]: 1 }],
  ["a map", new Map([["a", new Set([value])]])],
  ["what toJSON gives", new Shown()],
  ["a buffer", { body: Buffer.from(value) }],
  ["an array buffer", new TextEncoder().encode(value).buffer],
  ["base64", Buffer.from(value).toString("base64")],
  ["base64 of a header", `Basic ${Buffer.from(`user:${value}`).toString("base64")}`],
  ["base64url", Buffer.from(`a${value}`).toString("base64url")],
  ["hex", Buffer.from(value).toString("hex").toUpperCase()],
  ["a function's property", Object.assign(() => undefined, { value })],
])("a value is found in %s", (_, thing) => {
  expect(() => canary.assertNoLeak(thing, "the case")).toThrow(/^A secret's value is in the case: /);
});

test("what is watched is found percent-encoded and in JSON", () => {
  const watching = leakCanary();
  watching.watch('pa"ss wörd/1');
  expect(() => watching.assertNoLeak(encodeURIComponent('pa"ss wörd/1'))).toThrow("percent-encoded");
  expect(() => watching.assertNoLeak(JSON.stringify({ a: 'pa"ss wörd/1' }))).toThrow("in JSON");
  expect(() => watching.watch("short")).toThrow("by chance");
});

test("bytes that are watched are found", () => {
  const watching = leakCanary();
  const bytes = Uint8Array.from([255, 0, 128, 7, 9, 11, 200]);
  watching.watch(bytes);
  expect(() => watching.assertNoLeak({ deep: [Uint8Array.from([1, ...bytes, 2])] })).toThrow("as it is");
  expect(() => watching.assertNoLeak(Buffer.from(bytes).toString("base64"))).toThrow("base64");
});

test("the error does not show the value", () => {
  expect(() => canary.assertNoLeak(value)).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining(value) }),
  );
});

test("nothing is found where nothing is", () => {
  const cyclic: Record<string, unknown> = {
    name: "database-url",
    list: [1, null, undefined, 1n, Symbol("x")],
  };
  cyclic["self"] = cyclic;
  expect(() => canary.assertNoLeak(cyclic)).not.toThrow();
  expect(() => canary.assertNoLeak(new Error("no such secret", { cause: cyclic }))).not.toThrow();
});

test("values are new each time, and as long as asked", () => {
  expect(new Set([canary.value(), canary.value(), value]).size).toBe(3);
  expect(canary.value(65_536).length).toBeGreaterThanOrEqual(65_536);
});
