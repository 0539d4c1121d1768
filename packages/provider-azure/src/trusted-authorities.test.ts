import { nodeHost } from "@claviger/core";
import type { HostFileSystem } from "@claviger/core/provider";
import { expect, test } from "vitest";
import { rejection } from "./testing/rejection.ts";
import { trustedAuthorities } from "./trusted-authorities.ts";

/** A host whose files are those, by absolute path; a missing one fails as Node's does. */
function hostWith(files: Record<string, string>) {
  const readFile: HostFileSystem["readFile"] = async (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return new TextEncoder().encode(text);
  };
  return nodeHost({ directory: "/app", fs: { ...nodeHost().fs, readFile } });
}

test("without a file the system's authorities are trusted", async () => {
  await expect(trustedAuthorities(undefined, hostWith({}))).resolves.toBeUndefined();
});

test.each([
  ["missing", {}, "ENOENT"],
  ["empty", { "/app/ca.pem": "" }, undefined],
  [
    "no certificate",
    { "/app/ca.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
    undefined,
  ],
])("a file that is %s is named", async (_, files, code) => {
  const error = await rejection(trustedAuthorities("ca.pem", hostWith(files)));
  expect(error).toMatchObject({
    code: "not_configured",
    problem: expect.stringContaining("/app/ca.pem"),
  });
  expect(error.cause).toEqual(code && { code });
});
