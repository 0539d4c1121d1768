import { expect, test } from "vitest";
import { deletion } from "./deletion.ts";

const secret = { mount: "secret", path: "imip/production" };

function gone(metadata: object) {
  return { status: 404, headers: {}, body: { data: { data: null, metadata: { version: 2, ...metadata } } } };
}

test("a deleted version can be brought back", () => {
  expect(deletion(gone({ destroyed: false }), secret)).toMatchObject({
    code: "deleted",
    hint: "bring it back: vault kv undelete -mount=secret -versions=2 imip/production",
  });
});

test("a destroyed version cannot", () => {
  expect(deletion(gone({ destroyed: true }), secret)).toMatchObject({
    code: "deleted",
    hint: expect.stringContaining("gone for good"),
  });
});

test("absence is no deletion", () => {
  expect(deletion({ status: 404, headers: {}, body: { errors: [] } }, secret)).toBeUndefined();
});
