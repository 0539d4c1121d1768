import { nodeHost } from "@claviger/core";
import type { HostFileSystem } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { rejection } from "./testing/rejection.ts";
import { readTlsFiles } from "./tls-files.ts";

/** A host whose files are those, by absolute path; a missing one fails as Node's does. */
function hostWith(files: Record<string, string>, read: string[] = []) {
  const readFile: HostFileSystem["readFile"] = async (path) => {
    read.push(path);
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return new TextEncoder().encode(text);
  };
  return nodeHost({ directory: "/app", fs: { ...nodeHost().fs, readFile } });
}

test("without files the system's authorities are trusted", async () => {
  await expect(readTlsFiles({}, hostWith({}))).resolves.toEqual({});
});

describe("a file that is named in the error", () => {
  const noCertificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
  test.each([
    ["of the authority is missing", {}, "ENOENT"],
    ["of the authority is empty", { "/app/ca.pem": "" }, undefined],
    ["of the authority is no certificate", { "/app/ca.pem": noCertificate }, undefined],
  ])("%s", async (_, files, code) => {
    const error = await rejection(readTlsFiles({ cacert: "ca.pem" }, hostWith(files)));
    expect(error).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("/app/ca.pem"),
    });
    expect(error.cause).toEqual(code && { name: "Error", code });
  });

  test("of the client's key is no key, and is not quoted", async () => {
    const files = { "/app/tls.crt": noCertificate, "/app/tls.key": "canary" };
    const client = { clientCert: "tls.crt", clientKey: "tls.key" };
    const error = await rejection(readTlsFiles(client, hostWith(files)));
    expect(error).toMatchObject({ code: "not_configured", problem: expect.stringMatching(/tls\.(crt|key)/) });
    expect(JSON.stringify(error)).not.toContain("canary");
  });
});
