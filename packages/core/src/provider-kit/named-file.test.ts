import { describe, expect, test } from "vitest";
import type { HostFileSystem } from "../contract/host.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import { nodeHost } from "../host/node-host.ts";
import { type NamedFile, readCertificates, readNamedFile } from "./named-file.ts";

/** Files by absolute path; a missing one fails as Node's does. */
function named(files: Readonly<Record<string, string>>): NamedFile {
  const readFile: HostFileSystem["readFile"] = async (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("canary"), { code: "ENOENT" });
    return new TextEncoder().encode(text);
  };
  const host = nodeHost({ directory: "/app", fs: { ...nodeHost().fs, readFile } });
  return { host, what: "the file of Acme's authority", hint: "correct ACME_CACERT" };
}

async function rejection(promise: Promise<unknown>): Promise<SecretError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (isSecretError(outcome)) return outcome;
  throw new Error("It did not reject with a SecretError.");
}

// A root of Let's Encrypt, ISRG Root X2: public, and valid until 2040.
const certificate = `-----BEGIN CERTIFICATE-----
MIICGzCCAaGgAwIBAgIQQdKd0XLq7qeAwSxs6S+HUjAKBggqhkjOPQQDAzBPMQsw
CQYDVQQGEwJVUzEpMCcGA1UEChMgSW50ZXJuZXQgU2VjdXJpdHkgUmVzZWFyY2gg
R3JvdXAxFTATBgNVBAMTDElTUkcgUm9vdCBYMjAeFw0yMDA5MDQwMDAwMDBaFw00
MDA5MTcxNjAwMDBaME8xCzAJBgNVBAYTAlVTMSkwJwYDVQQKEyBJbnRlcm5ldCBT
ZWN1cml0eSBSZXNlYXJjaCBHcm91cDEVMBMGA1UEAxMMSVNSRyBSb290IFgyMHYw
EAYHKoZIzj0CAQYFK4EEACIDYgAEzZvVn4CDCuwJSvMWSj5cz3es3mcFDR0HttwW
+1qLFNvicWDEukWVEYmO6gbf9yoWHKS5xcUy4APgHoIYOIvXRdgKam7mAHf7AlF9
ItgKbppbd9/w+kHsOdx1ymgHDB/qo0IwQDAOBgNVHQ8BAf8EBAMCAQYwDwYDVR0T
AQH/BAUwAwEB/zAdBgNVHQ4EFgQUfEKWrt5LSDv6kviejM9ti6lyN5UwCgYIKoZI
zj0EAwMDaAAwZQIwe3lORlCEwkSHRhtFcP9Ymd70/aTSVaYgLXTWNLxBo1BfASdW
tL4ndQavEi51mI38AjEAi/V3bNTIZargCyzuFJ0nN6T5U6VR5CmD1/iQMVtCnwr1
/q4AaOeMSQ+2b1tbFfLn
-----END CERTIFICATE-----
`;

describe("a file that an option names", () => {
  test("is read from the host's directory", async () => {
    expect(await readNamedFile("id", named({ "/app/id": "text" }))).toBe("text");
    expect(await readNamedFile("/etc/id", named({ "/etc/id": "text" }))).toBe("text");
  });

  test("and cannot be read is named in the error, without Node's message", async () => {
    const error = await rejection(readNamedFile("id", named({})));
    expect(error).toMatchObject({
      code: "not_configured",
      problem: "the file of Acme's authority, /app/id, cannot be read",
      hint: "correct ACME_CACERT",
      cause: { name: "Error", code: "ENOENT" },
    });
    expect(JSON.stringify(error)).not.toContain("canary");
  });
});

describe("certificates", () => {
  test("are given as they are, one or several", async () => {
    for (const pem of [certificate, `# root\n${certificate}${certificate}`])
      expect(await readCertificates("ca.pem", named({ "/app/ca.pem": pem }))).toBe(pem);
  });

  test.each([
    ["nothing", ""],
    ["text", "canary"],
    ["a block that is none", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
    [
      "one, and a block that is none",
      `${certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
    ],
  ])("that are %s are refused, and not quoted", async (_, pem) => {
    const error = await rejection(readCertificates("ca.pem", named({ "/app/ca.pem": pem })));
    expect(error).toMatchObject({
      code: "not_configured",
      problem: "the file of Acme's authority, /app/ca.pem, holds no readable certificate",
    });
    expect(JSON.stringify(error)).not.toContain("canary");
  });
});
