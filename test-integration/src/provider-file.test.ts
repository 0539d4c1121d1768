import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

// The file provider as another user of the machine.

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "claviger-file-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("what the file system lets nobody else read is denied, and not absent", async ({ skip }) => {
  skip(process.getuid?.() !== 0, "only root can become another user");
  await chmod(directory, 0o755);
  await writeFile(join(directory, "closed"), "s3cr3t", { mode: 0o600 });
  await mkdir(join(directory, "folder"), { mode: 0o700 });
  await writeFile(join(directory, "folder", "key"), "s3cr3t");
  const script = `
    import { createSecrets } from "@claviger/core";
    import { file } from "@claviger/provider-file";
    const secrets = createSecrets({ providers: [file({ dir: process.env.DIRECTORY })], onEvent: () => undefined });
    await secrets.get("none", { required: false });
    process.setegid(65534);
    process.seteuid(65534);
    for (const name of ["closed", "folder/key", "folder/none"]) {
      console.log(await secrets.get(name, { default: "the default" }).catch((error) => error.code));
    }
    console.log(await secrets.get("absent", { default: "the default" }).catch((error) => error.code));
    await secrets.close();`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { PATH: process.env["PATH"], DIRECTORY: directory },
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({ stdout: "denied\ndenied\ndenied\nthe default\n", stderr: "" });
});
