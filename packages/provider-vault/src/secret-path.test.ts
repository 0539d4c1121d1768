import { describe, expect, test } from "vitest";
import { encodePath, flawOf, splitPath } from "./secret-path.ts";

function known(mount: string) {
  return { mount, dynamic: ["database", "team/database"], kv1: ["legacy/kv"] };
}

describe("a mount-qualified path", () => {
  test.each([
    ["secret/imip/production", "secret", { mount: "secret", path: "imip/production" }],
    ["kv/imip/production", "secret", { mount: "kv", path: "imip/production" }],
    ["team/kv/imip", "team/kv", { mount: "team/kv", path: "imip" }],
    ["team/kv/imip", "team", { mount: "team", path: "kv/imip" }],
    ["secrets/imip", "secret", { mount: "secrets", path: "imip" }],
    ["team/database/creds/app", "team", { mount: "team/database", path: "creds/app" }],
    ["legacy/kv/app", "secret", { mount: "legacy/kv", path: "app" }],
    ["secret/data/imip", "secret", { mount: "secret", path: "data/imip" }],
  ])("%s with the configured mount %s", (path, mount, expected) => {
    expect(splitPath(path, known(mount))).toEqual(expected);
  });

  test.each([
    "",
    "secret",
    "secret/",
    "/secret/x",
    "secret//x",
    "secret/../sys/health",
    "secret/./x",
    "secret/a\nb",
  ])("%j is refused", (path) => {
    expect(() => splitPath(path, known("secret"))).toThrow(expect.objectContaining({ code: "invalid_ref" }));
  });

  test("that only names a mount of several segments is refused", () => {
    expect(() => splitPath("team/kv", known("team/kv"))).toThrow(
      expect.objectContaining({ code: "invalid_ref" }),
    );
  });
});

test("half a surrogate pair is a flaw, and a whole one is not", () => {
  expect([flawOf("a\uD83D"), flawOf("a😀")]).toEqual(["it is not valid Unicode", undefined]);
});

test.each([
  ["secret/data/a b/c?d#e", "secret/data/a%20b/c%3Fd%23e"],
  ["secret/data/ü/%2e%2e", "secret/data/%C3%BC/%252e%252e"],
  // node-vault would turn this one's text into a slash.
  ["secret/data/a&#x2F;b{{c}}", "secret/data/a%26%23x2F%3Bb%7B%7Bc%7D%7D"],
])("%s travels as %s", (path, encoded) => {
  expect(encodePath(path)).toBe(encoded);
});
