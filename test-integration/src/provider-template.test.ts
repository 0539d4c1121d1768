import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStore } from "../../examples/provider-template/test/start-store.ts";
import { runCommand } from "./servers/run-command.ts";

// A third party's provider as its users have it: built, packed and installed, and found by the name of its package. And the
// guide that leads to it, which shows the template's own files.

const root = resolve(import.meta.dirname, "../..");
const template = join(root, "examples/provider-template");
const packageName = "claviger-provider-httpkv";
const token = "t0ken-of-the-store";

let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore({ mayAll: token, mayNothing: "nobody" });
  folder = await mkdtemp(join(tmpdir(), "claviger-template-"));
  const modules = join(folder, "node_modules");
  const installed = join(modules, packageName);
  await mkdir(installed, { recursive: true });
  await runCommand(join(root, "node_modules/.bin/tsc"), ["-p", template]);
  const packed = await runCommand("pnpm", ["pack", "--json", "--pack-destination", folder], {
    cwd: template,
  });
  const { filename }: { readonly filename: string } = JSON.parse(packed);
  await runCommand("tar", ["-xzf", filename, "-C", installed, "--strip-components", "1"]);
  await symlink(join(root, "test-integration/node_modules/@claviger"), join(modules, "@claviger"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
}, 60_000);

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(
  program: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const file = join(folder, "app.js");
  await writeFile(file, program);
  const env = { PATH: process.env["PATH"] ?? "", ...variables };
  const child = spawn(process.execPath, [file], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

const program = `
  import { secretsFromEnv } from "@claviger/core";
  await using secrets = await secretsFromEnv();
  console.log(await secrets.get("database-url"), await secrets.get("log-level"));
  const { reference } = await secrets.set("secret://${packageName}/app/key", "k1", { ifAbsent: true });
  console.log(reference, await secrets.get("secret://${packageName}/app/key"));
`;

describe("a third party's provider", () => {
  test("has what it needs in its package, and no more", async () => {
    const manifest = JSON.parse(
      await readFile(join(folder, "node_modules", packageName, "package.json"), "utf8"),
    );
    expect(Object.keys(manifest.peerDependencies)).toEqual(["@claviger/core"]);
    expect(manifest.dependencies).toBeUndefined();
  });

  test("is loaded by its package's name from SECRETS_PROVIDERS, reads before the environment, and writes", async () => {
    store.write("database-url", "postgres://store");
    const { code, out, err } = await run(program, {
      SECRETS_PROVIDERS: `${packageName},env`,
      SECRETS_HTTPKV_URL: store.address,
      HTTPKV_TOKEN: token,
      LOG_LEVEL: "debug",
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`postgres://store debug\nsecret://${packageName}/app/key k1\n`);
    expect(store.secrets.get("app/key")?.value).toBe("k1");
  });

  test("says by its variables what is missing, all at once", async () => {
    const { code, err } = await run(program, { SECRETS_PROVIDERS: packageName });
    expect(code).toBe(1);
    expect(err).toContain("not_configured");
    for (const variable of ["SECRETS_HTTPKV_URL", "SECRETS_HTTPKV_TOKEN"]) expect(err).toContain(variable);
  });

  test("has its misspelled variables noticed", async () => {
    store.write("database-url", "postgres://store");
    const { err } = await run(program, {
      SECRETS_PROVIDERS: `${packageName},env`,
      SECRETS_HTTPKV_URL: store.address,
      SECRETS_HTTPKV_TOKEN: token,
      SECRETS_HTTPKV_PREFXI: "app/",
      LOG_LEVEL: "debug",
    });
    expect(err).toContain("SECRETS_HTTPKV_PREFIX");
  });

  test("that is not installed is named with the command that installs it", async () => {
    const { code, err } = await run(program, { SECRETS_PROVIDERS: "claviger-provider-nowhere" });
    expect(code).toBe(1);
    expect(err).toMatch(/npm install claviger-provider-nowhere/);
  });
});

describe("docs/write-a-provider.md", () => {
  const shown = [
    "src/index.ts",
    "src/httpkv.ts",
    "src/store.ts",
    "src/errors.ts",
    "src/text-to-write.ts",
    "test/start-store.ts",
    "test/conformance.test.ts",
    "test/options.test.ts",
    "tsconfig.json",
  ];

  test.each(shown)("shows %s as it is run", async (file) => {
    expect(await shownAs(file)).toBe(await readFile(join(template, file), "utf8"));
  });

  test("shows package.json without what npm adds to it", async () => {
    const {
      private: _,
      license,
      devDependencies,
      peerDependencies,
      ...rest
    } = JSON.parse(await readFile(join(template, "package.json"), "utf8"));
    expect(license).toBe("Apache-2.0");
    expect(JSON.parse(await shownAs("package.json"))).toEqual(rest);
    const guide = await readFile(join(root, "docs/write-a-provider.md"), "utf8");
    for (const name of Object.keys({ ...devDependencies, ...peerDependencies }))
      expect(guide).toContain(name);
  });

  test("shows every file of the template", async () => {
    const tracked = await runCommand("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: template,
    });
    expect(tracked.trim().split("\n").toSorted()).toEqual([...shown, "package.json"].toSorted());
  });
});

/** The block of the guide that follows a file's name. */
async function shownAs(file: string): Promise<string> {
  const guide = await readFile(join(root, "docs/write-a-provider.md"), "utf8");
  const [, block] =
    new RegExp(`^\`${file.replaceAll(".", "\\.")}\`(?:.+\\n)+\\n\`\`\`\\w+\\n([^]*?)^\`\`\`$`, "m").exec(
      guide,
    ) ?? [];
  if (block === undefined) throw new Error(`The guide does not show ${file}.`);
  return block;
}
