import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGithub } from "./servers/github/start-github.ts";
import { runCommand } from "./servers/run-command.ts";

// What is published runs on the oldest Node that is supported. The tests themselves run on a newer one.

const root = resolve(import.meta.dirname, "../..");
const oldest = join(root, "test-integration/node_modules/node-oldest/bin/node");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "claviger-oldest-"));
  symlinkSync(join(root, "test-integration/node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, ".env"), "DATABASE_URL=sqlite:dev.db\nALIAS=secret:///database-url\n");
  writeFileSync(
    join(folder, "claviger.config.ts"),
    'import type { ClavigerConfig } from "@claviger/core";\nexport default { providers: "env" } satisfies ClavigerConfig;\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const env = { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true" };
  const { status, stdout, stderr } = spawnSync(oldest, args, { cwd: folder, env, encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

test("is Node 22.18", () => {
  expect(run("--version").out).toBe("v22.18.0\n");
});

test("every package is imported, and a configuration file in TypeScript is read", () => {
  const code = `
    import { secretsFromEnv } from "@claviger/core";
    for (const name of ["env", "file", "age", "vault", "aws", "azure", "github"]) {
      const { provider } = await import("@claviger/provider-" + name);
      if (provider.name !== name) throw new Error(name);
    }
    const secrets = await secretsFromEnv();
    console.log(await secrets.get("alias"));
    await secrets.close();`;
  writeFileSync(join(folder, "app.mjs"), code);
  const { status, out, err } = run("app.mjs");
  expect({ status, out, err }).toEqual({ status: 0, out: "sqlite:dev.db\n", err: "" });
});

test("a directory of files and an age store are read, and the store is written", () => {
  const code = `
    import { mkdirSync, writeFileSync } from "node:fs";
    import { createSecrets, nodeHost } from "@claviger/core";
    import { age, createAgeStore } from "@claviger/provider-age";
    import { file } from "@claviger/provider-file";
    mkdirSync("mounted");
    writeFileSync("mounted/one", "from a file\\n", { mode: 0o600 });
    const host = nodeHost();
    await createAgeStore({ host });
    const store = age.create({ file: ".claviger/store.age", history: 10, workFactor: 18, case: "as-is" }, host);
    const ctx = { signal: new AbortController().signal, deadline: Date.now() + 10_000, report: () => undefined };
    await store.put({ path: "two" }, { type: "text", text: "from the store" }, {}, ctx);
    const secrets = createSecrets({ providers: [file({ dir: "mounted" }), age()] });
    console.log(await secrets.get("one"), await secrets.get("two"));
    await secrets.close();`;
  writeFileSync(join(folder, "files.mjs"), code);
  expect(run("files.mjs")).toEqual({ status: 0, out: "from a file from the store\n", err: "" });
});

test("the SDKs are reached: a store that is not there is an error of ours", () => {
  const code = `
    import { createSecrets } from "@claviger/core";
    import { aws } from "@claviger/provider-aws";
    import { azure } from "@claviger/provider-azure";
    import { vault } from "@claviger/provider-vault";
    process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "test";
    const down = [
      vault({ addr: "http://127.0.0.1:1", token: "t" }),
      aws({ endpoint: "http://127.0.0.1:1", region: "us-east-1" }),
      azure({ url: "https://127.0.0.1:1" }),
    ];
    for (const provider of down) {
      const secrets = createSecrets({ providers: [provider] });
      console.log(await secrets.get("x").catch((error) => error.code));
      await secrets.close();
    }`;
  writeFileSync(join(folder, "down.mjs"), code);
  const { status, out, err } = run("down.mjs");
  expect({ status, out, err }).toEqual({
    status: 0,
    out: "unavailable\nunavailable\nunavailable\n",
    err: "",
  });
});

test("GitHub's libraries are reached, and its secrets are sealed", async () => {
  await using github = await startGithub();
  github.state.tokens.set("writer", { secrets: "write" });
  const code = `
    import { createSecrets } from "@claviger/core";
    import { env } from "@claviger/provider-env";
    import { github } from "@claviger/provider-github";
    const place = { repo: "imip/platform", token: "writer", url: ${JSON.stringify(github.address)} };
    const secrets = createSecrets({ providers: [github(place), env()], onEvent: () => {} });
    console.log((await secrets.set("stripe-key", "sealed")).reference);
    await secrets.close();`;
  writeFileSync(join(folder, "github.mjs"), code);
  // The fake answers in this process, which must not wait.
  const out = await runCommand(oldest, ["github.mjs"], { cwd: folder });
  expect(out).toBe("secret://github/STRIPE_KEY\n");
  const written = github.state.repositories.get("imip/platform")?.shelf.secrets.get("STRIPE_KEY");
  expect(written?.value).toBe("sealed");
});

test("claviger run replaces itself by the command, and says nothing of its own", () => {
  const cli = join(root, "packages/cli/dist/claviger.js");
  expect(run(cli, "run", "--env", "DB=alias", "--", "sh", "-c", 'printf %s "$DB"; exit 7')).toEqual({
    status: 7,
    out: "sqlite:dev.db",
    err: "",
  });
});
