import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHost } from "./node-host.ts";
import { systemClock } from "./system-clock.ts";

describe("the host", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "claviger-host-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it("is this process, unless parts are replaced", () => {
    expect(nodeHost()).toMatchObject({
      env: process.env,
      environment: "development",
      directory: process.cwd(),
      clock: systemClock,
    });
    expect(nodeHost({ environment: "staging", env: {} })).toMatchObject({
      env: {},
      environment: "staging",
      directory: process.cwd(),
    });
  });

  it("sees a variable that changes", () => {
    const env: Record<string, string> = {};
    const host = nodeHost({ env });
    env["KEY"] = "later";
    expect(host.env["KEY"]).toBe("later");
  });

  it("reads files, and fails with Node's own errors", async () => {
    const { fs } = nodeHost();
    const path = join(directory, "key");
    await writeFile(path, "abc");
    expect(new TextDecoder().decode(await fs.readFile(path))).toBe("abc");
    expect(await fs.stat(path)).toMatchObject({ size: 3 });
    expect(await fs.readDirectory(directory)).toEqual(["key"]);
    await expect(fs.readFile(join(directory, "none"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(fs.stat(join(directory, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
