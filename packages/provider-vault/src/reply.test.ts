import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseBody } from "./reply.ts";

test("a reply's JSON is kept without loss", () => {
  const text = '{"n":12345678901234567890.10}';
  expect(JSON.stringify(parseBody(Buffer.from(text)))).toBe(text);
});

test.each([
  ["HTML", "<html>canary</html>"],
  ["nothing", ""],
  ["half a JSON document", '{"data":{"canary'],
  ["JSON that is no object", '["canary"]'],
  ["something packed", gzipSync('{"a":1}')],
  ["what is not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
])("a reply of %s has no body", (_, bytes) => {
  expect(parseBody(Buffer.from(bytes))).toBeUndefined();
});
