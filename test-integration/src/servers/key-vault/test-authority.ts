import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, runCommand } from "../run-command.ts";

/** A certificate authority made for one test file, and what it signed. All of it is in a folder that is removed. */
export interface TestAuthority {
  /** The PEM file of the authority itself. */
  readonly file: string;
  readonly certificate: string;
  /** For a server at 127.0.0.1 or localhost. */
  readonly server: { readonly key: string; readonly cert: string };
  /** Makes a self-signed certificate of an application with its key in one PEM file, encrypted where there is a password. */
  application(options?: {
    readonly password?: string;
  }): Promise<{ readonly file: string; readonly cert: string }>;
  remove(): Promise<void>;
}

/** @throws Error in one sentence if there is no openssl */
export async function makeTestAuthority(): Promise<TestAuthority> {
  const folder = await mkdtemp(join(tmpdir(), "claviger-authority-"));
  const path = (name: string): string => join(folder, name);
  const self = ["req", "-x509", "-newkey", "rsa:2048", "-sha256", "-days", "2"];
  await openssl([
    ...self,
    "-nodes",
    "-keyout",
    path("ca.key"),
    "-out",
    path("ca.pem"),
    "-subj",
    "/CN=claviger tests",
    "-addext",
    "basicConstraints=critical,CA:TRUE",
  ]);
  await openssl([
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    path("server.key"),
    "-out",
    path("server.csr"),
    "-subj",
    "/CN=127.0.0.1",
  ]);
  await writeFile(path("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  await openssl([
    "x509",
    "-req",
    "-in",
    path("server.csr"),
    "-CA",
    path("ca.pem"),
    "-CAkey",
    path("ca.key"),
    "-CAcreateserial",
    "-sha256",
    "-days",
    "2",
    "-extfile",
    path("names"),
    "-out",
    path("server.pem"),
  ]);
  const text = (name: string): Promise<string> => readFile(path(name), "utf8");
  let applications = 0;
  return {
    file: path("ca.pem"),
    certificate: await text("ca.pem"),
    server: { key: await text("server.key"), cert: await text("server.pem") },
    async application({ password } = {}) {
      applications += 1;
      const [key, cert, file] = [
        `app-${applications}.key`,
        `app-${applications}.pem`,
        path(`app-${applications}-both.pem`),
      ];
      const encryption = password === undefined ? ["-nodes"] : ["-passout", "env:CLAVIGER_PASSWORD"];
      const env = { ...process.env, CLAVIGER_PASSWORD: password };
      const names = ["-keyout", path(key), "-out", path(cert), "-subj", "/CN=application"];
      await openssl([...self, ...encryption, ...names], { env });
      await writeFile(file, (await text(key)) + (await text(cert)), { mode: 0o600 });
      return { file, cert: await text(cert) };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function openssl(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  try {
    await runCommand("openssl", args, options);
  } catch (error) {
    if (!(error instanceof CommandError) || !error.notFound) throw error;
    throw new Error(
      "The Key Vault of the tests needs openssl for its certificates: install it (apt-get install openssl).",
      { cause: error },
    );
  }
}
