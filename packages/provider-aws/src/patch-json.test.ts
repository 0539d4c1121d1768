import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonMembers } from "./json-members.ts";
import { patchJson } from "./patch-json.ts";

describe("all that is not changed stays as it was, to the letter", () => {
  test.each([
    ["a field in the middle", '{"a":"1","b":"2","c":"3"}', { b: "x" }, '{"a":"1","b":"x","c":"3"}'],
    ["a new field", '{"a":"1"}', { b: "2" }, '{"a":"1","b":"2"}'],
    ["the first field of all", " {} ", { a: "1" }, ' {"a":"1"} '],
    ["the order of names that look like numbers", '{"10":"a","2":"b"}', { "2": "c" }, '{"10":"a","2":"c"}'],
    [
      "digits that JavaScript would lose",
      '{"id":12345678901234567890,"rate":1.0,"big":1e400,"x":"y"}',
      { x: "z" },
      '{"id":12345678901234567890,"rate":1.0,"big":1e400,"x":"z"}',
    ],
    [
      "indentation",
      '{\n  "a": "1",\n  "b" : [1, {"c": "}"}]\n}\n',
      { a: "x", n: "new" },
      '{\n  "a": "x",\n  "b" : [1, {"c": "}"}],\n  "n" : "new"\n}\n',
    ],
    ["the last field's place", '{\n  "a": 1,\n  "b": 2\n}', { b: "3" }, '{\n  "a": 1,\n  "b": "3"\n}'],
    ["what follows a removed field", '{\n  "a": 1,\n  "b": 2\n}', { b: null }, '{\n  "a": 1\n}'],
    ["an empty object", '{"a":"1"}', { a: null }, "{}"],
    [
      "escapes",
      String.raw`{"\u0061":"\u00e4\"}{","b":"1"}`,
      { b: "2" },
      String.raw`{"\u0061":"\u00e4\"}{","b":"2"}`,
    ],
    ["a name in another spelling", String.raw`{"\u0061":"1"}`, { a: "2" }, String.raw`{"\u0061":"2"}`],
    ["a byte order mark", '\uFEFF{"a":"1"}', { a: "2" }, '\uFEFF{"a":"2"}'],
    ["a name that is written twice", '{"a":"1","a":"2","b":3}', { a: "x" }, '{"a":"x","a":"x","b":3}'],
    ["a name that is written twice and removed", '{"a":"1","b":3,"a":"2"}', { a: null }, '{"b":3}'],
    ["nested objects", '{"o":{"a":"1"},"a":"2"}', { a: "3" }, '{"o":{"a":"1"},"a":"3"}'],
    ["null for a value", '{"a":null}', { a: "1" }, '{"a":"1"}'],
    ["__proto__", '{"__proto__":"1","b":"2"}', { b: "3" }, '{"__proto__":"1","b":"3"}'],
  ])("%s", (_, text, changes, expected) => expect(patchJson(text, changes)).toBe(expected));
});

test.each<[string, string, Readonly<Record<string, string | null>>]>([
  ["a number that has the text", '{"port":5432.0}', { port: "5432.0" }],
  ["a removed field that is not there", '{"a":"1"}', { b: null }],
  ["a removed field that is null", '{"a":null}', { a: null }],
  ["nothing", ' { "a" : 1 } ', {}],
])("%s is no change", (_, text, changes) => expect(patchJson(text, changes)).toBe(text));

test.each(["", "text", "[]", '"a"', "1", "null", '{"a":1', '{"a":1}}', "{'a':1}"])(
  "%s is no JSON object",
  (text) => expect(patchJson(text, { a: "b" })).toBeUndefined(),
);

test("what is patched reads as the object with the changes, and in its order", () => {
  // Once V8 13.6 (Node 24) has seen the name "\\" in an object, JSON.parse takes names such as "\\n" for it in others.
  const anyName = fc.string().filter((name) => name !== "\\");
  const names = fc.oneof(fc.constantFrom("a", "b", "10", "2", "", "__proto__", '"'), anyName);
  const object = fc.array(fc.tuple(names, fc.jsonValue()), { maxLength: 8 });
  const changes = fc.dictionary(names, fc.option(fc.string()), { maxKeys: 5, noNullPrototype: false });
  fc.assert(
    fc.property(object, changes, fc.constantFrom(undefined, 1, "\t"), (members, changes, indent) => {
      const before = new Map(
        members.map(([name, value]) => [name, JSON.stringify(value, undefined, indent)]),
      );
      const body = [...before].map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
      const after = new Map(before);
      for (const [name, text] of Object.entries(changes)) {
        const value = before.get(name) ?? "null";
        const same = asText(value) === text;
        if (text === null && value !== "null") after.delete(name);
        if (text !== null && !same) after.set(name, JSON.stringify(text));
      }
      const patched = patchJson(`{ ${body.join(" ,\n")} }`, changes) ?? "";
      expect(jsonMembers(patched).map(({ name, value }) => [name, value])).toEqual([...after]);
      expect(Object.keys(JSON.parse(patched) as object).toSorted()).toEqual([...after.keys()].toSorted());
    }),
  );
});

/** The text of a field, of its source. */
function asText(value: string): string {
  return value.startsWith('"') ? (JSON.parse(value) as string) : JSON.stringify(JSON.parse(value));
}
