import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isReadableByOthers } from "./readable-by-others.ts";

test.runIf(process.platform !== "win32")("a file on a disk is, by its mode", async () => {
  // Not in the system's temporary folder, which may itself be in memory.
  const directory = await mkdtemp(join(process.cwd(), "node_modules/.claviger-"));
  const file = join(directory, "key");
  await writeFile(file, "");
  const seen: boolean[] = [];
  for (const mode of [0o600, 0o640, 0o604, 0o622]) {
    await chmod(file, mode);
    seen.push(await isReadableByOthers(file, (await stat(file)).mode));
  }
  await rm(directory, { recursive: true });
  expect(seen).toEqual([false, true, true, false]);
});

test("one that a platform mounted is not", async () => {
  for (const file of ["/run/secrets/key", "/var/run/secrets/x/key", "/run/credentials/unit/key"])
    expect(await isReadableByOthers(file, 0o444)).toBe(false);
});

test.runIf(process.platform === "linux")("one that is in memory is not", async () => {
  expect(await isReadableByOthers("/dev/shm", 0o777)).toBe(false);
});

test("one that is gone is, as far as its mode told", async () => {
  expect(await isReadableByOthers("/nowhere/key", 0o644)).toBe(process.platform !== "win32");
});
