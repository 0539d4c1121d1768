import { expect, test } from "vitest";
import { type Content, contentFrom, digestOf, fitted, sameDigest, textContent } from "./content.ts";

const fields = (map: Record<string, string>): Content => ({ type: "fields", fields: map });
const same = (one: Content, other: Content): boolean => sameDigest(digestOf(one), digestOf(other));

test("what an application reads alike is the same", () => {
  expect(same(textContent("x"), textContent("x"))).toBe(true);
  expect(same(textContent("x"), textContent("y"))).toBe(false);
  expect(same(textContent("x"), fields({ value: "x" }))).toBe(true);
  expect(same(textContent('{"a":1,"b":"x"}'), fields({ b: "x", a: "1" }))).toBe(true);
  expect(same(fields({ a: "1" }), fields({ a: "1", b: "" }))).toBe(false);
  expect(same(textContent(""), fields({}))).toBe(false);
});

test("two JSON texts are the same only where they are written alike: both are text to whoever reads them", () => {
  expect(same(textContent('{"a":1}'), textContent('{ "a": 1 }'))).toBe(false);
});

test("no digest holds any of the value, and it is another in every process", () => {
  expect(JSON.stringify(digestOf(textContent('{"a":"canary"}')))).not.toContain("canary");
});

test("how a secret is stored is told from the two ways to read it", () => {
  const json = Buffer.from('{"a":1}');
  expect(contentFrom(json, { a: "1" })).toEqual({ type: "bytes", bytes: json });
  expect(contentFrom(Buffer.from("x"), { a: "x" })).toEqual(fields({ a: "x" }));
  expect(contentFrom(undefined, { a: "x", b: "y" })).toEqual(fields({ a: "x", b: "y" }));
  expect(contentFrom(Buffer.from("x"), undefined)).toEqual(textContent("x"));
  expect(contentFrom(undefined, undefined)).toBeUndefined();
});

test("each store gets the form that it keeps", () => {
  expect(fitted(fields({ value: "x" }), ["text", "bytes"])).toEqual(textContent("x"));
  expect(fitted(fields({ a: "x" }), ["text", "bytes"])).toEqual(fields({ a: "x" }));
  expect(fitted(textContent('{"a":1}'), ["fields"])).toEqual(fields({ a: "1" }));
  expect(fitted(textContent("x"), ["fields"])).toEqual(textContent("x"));
});
