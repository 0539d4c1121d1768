import { join } from "node:path";
import { nodeHost } from "@claviger/core";
import { createAgeStore } from "@claviger/provider-age";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CommandProject, commandProject } from "./moving/command-project.ts";

// Into a store without a server, which is one file: many writes at once are writes of the same thing.

/** In every secret, and in nothing that claviger says. */
const canary = "canary-5e1d";

let project: CommandProject;
beforeEach(async () => {
  project = await commandProject(canary);
});
afterEach(() => project.remove());

test("sixty secrets go into an age file, and the application reads them by references", async () => {
  const files = { file: ".claviger/store.age", identityFile: ".claviger/identity.txt" };
  const { mkdir } = await import("node:fs/promises");
  await mkdir(join(project.directory, ".claviger"));
  await createAgeStore({ ...files, host: { ...nodeHost(), directory: project.directory } });
  const names = Array.from({ length: 60 }, (_, index) => `TOKEN_${index}`);
  await project.write(".env", names.map((name) => `${name}="${canary} ${name}"\n`).join(""));
  const done = await project.call(["import", ".env", "--to", "age", "--apply", "--rewrite"], {});
  expect({ exitCode: done.exitCode, stderr: done.stderr }).toMatchObject({ exitCode: 0 });
  expect(done.stdout).toContain("60 written, read back and the same.");
  expect(done.stdout).toContain("(encrypted with age)");
  expect(await project.read(".env")).toBe(names.map((name) => `${name}=secret://age/${name}\n`).join(""));
  const source = `
    import { secretsFromEnv } from "@claviger/core";
    await using secrets = await secretsFromEnv();
    console.log(JSON.stringify(await secrets.getMany(${JSON.stringify(names)})));`;
  await project.write("app.mjs", source);
  const { stdout } = await project.run(["app.mjs"], {});
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(names.map((name) => [name, `${canary} ${name}`])));
}, 60_000);
