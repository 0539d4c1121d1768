import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";

const secrets = {
  "database-url": { description: "PostgreSQL */ of the app" },
  "sentry-dsn": { required: false },
  "api-timeout": { default: "30", required: false },
  "tls-key": { type: "bytes", description: "two\nlines" },
};

function withManifest(): string {
  return project({ "claviger.config.json": JSON.stringify({ providers: "env", secrets }) });
}

test("the types say what there is, and TypeScript holds programs to them", async () => {
  const directory = withManifest();
  const { exitCode, stderr } = await callClaviger(["types"], { directory });
  expect([exitCode, stderr]).toEqual([0, "claviger: wrote the types of 4 secrets to claviger.d.ts\n"]);
  writeFileSync(
    join(directory, "app.ts"),
    `import type { ManifestSecrets, SecretName } from "./claviger.d.ts";
const name: SecretName = "database-url";
const url: string = process.env.DATABASE_URL;
const timeout: string = process.env.API_TIMEOUT;
// @ts-expect-error it may be unset
const dsn: string = process.env.SENTRY_DSN;
// @ts-expect-error no such secret
const other: SecretName = "database";
declare const secrets: ManifestSecrets;
const key: Uint8Array = secrets["tls-key"];
void [name, url, timeout, dsn, other, key];
`,
  );
  const repository = join(import.meta.dirname, "../../../..");
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const types = ["--typeRoots", join(repository, "node_modules/@types"), "--types", "node"];
  const flags = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--allowImportingTsExtensions",
    "--target",
    "es2023",
  ];
  const modules = ["--module", "nodenext", ...types];
  expect(() =>
    execFileSync(process.execPath, [tsc, ...flags, ...modules, "app.ts"], {
      cwd: directory,
      encoding: "utf8",
    }),
  ).not.toThrow();
});

test("they are written only where they change, and can be checked", async () => {
  const directory = withManifest();
  const file = join(directory, "claviger.d.ts");
  expect(await callClaviger(["types", "--check"], { directory })).toMatchObject({ exitCode: 6 });
  await callClaviger(["types"], { directory });
  const { mtimeMs, mode } = statSync(file);
  expect(mode & 0o777).toBe(0o644);
  const again = await callClaviger(["types", "--json"], { directory });
  expect(JSON.parse(again.stdout)).toEqual({ file: "claviger.d.ts", names: 4, changed: false });
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
  expect(await callClaviger(["types", "--check"], { directory })).toMatchObject({ exitCode: 0, stdout: "" });
  writeFileSync(file, "export {};");
  expect(await callClaviger(["types", "--check"], { directory })).toMatchObject({ exitCode: 6 });
  expect(readFileSync(file, "utf8")).toBe("export {};");
});

test("- is standard output", async () => {
  const { stdout } = await callClaviger(["types", "--output", "-"], { directory: withManifest() });
  expect(stdout).toContain(
    'export type SecretName = "api-timeout" | "database-url" | "sentry-dsn" | "tls-key";',
  );
});
