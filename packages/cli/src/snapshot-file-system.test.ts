import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { snapshotFileSystem } from "./snapshot-file-system.ts";
import { project } from "./testing/claviger.ts";

test("a file stays as it was at the first look, and so does one that is not there", async () => {
  const directory = project({ ".env": "A=1" });
  const [there, missing] = [join(directory, ".env"), join(directory, "none")];
  const fs = snapshotFileSystem();
  expect(String(await fs.readFile(there))).toBe("A=1");
  expect((await fs.stat(there)).size).toBe(3);
  expect(await fs.readDirectory(directory)).toEqual([".env"]);
  await expect(fs.stat(missing)).rejects.toMatchObject({ code: "ENOENT" });
  rmSync(there);
  writeFileSync(missing, "");
  expect(String(await fs.readFile(there))).toBe("A=1");
  await expect(fs.stat(missing)).rejects.toMatchObject({ code: "ENOENT" });
});
