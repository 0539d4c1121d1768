import { readdirSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replaceFile } from "./replace-file.ts";
import { temporaryDirectory } from "./testing/age-provider.ts";

const directory = temporaryDirectory();

async function replace(
  base: string | undefined,
  content: string,
  options: { readonly keepBackup?: boolean; readonly mayReplace?: () => boolean } = {},
): Promise<boolean> {
  return await replaceFile({
    path: directory.at("file"),
    base: base === undefined ? undefined : Buffer.from(base),
    bytes: Buffer.from(content),
    keepBackup: true,
    mayReplace: () => true,
    ...options,
  });
}

async function text(name = "file"): Promise<string> {
  return (await directory.read(name)).toString();
}

describe("a file that is replaced", () => {
  it("is the new one, beside the one before, readable by its owner alone", async () => {
    expect(await replace(undefined, "1")).toBe(true);
    expect(readdirSync(directory.path)).toEqual(["file"]);
    expect(await replace("1", "2")).toBe(true);
    expect(await replace("2", "3")).toBe(true);
    expect([await text(), await text("file.bak")]).toEqual(["3", "2"]);
    for (const name of ["file", "file.bak"]) expect(statSync(directory.at(name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory.path).toSorted()).toEqual(["file", "file.bak"]);
  });

  it("stays if somebody else changed it, or made it, or if the lock was lost", async () => {
    await directory.write("file", "theirs");
    expect(await replace("ours", "new")).toBe(false);
    expect(await replace(undefined, "new")).toBe(false);
    expect(await replace("theirs", "new", { mayReplace: () => false })).toBe(false);
    expect(await text()).toBe("theirs");
    expect(readdirSync(directory.path)).toEqual(["file"]);
  });

  it("leaves no backup where it was to leave none", async () => {
    await replace(undefined, "1");
    await replace("1", "2");
    await replace("2", "3", { keepBackup: false });
    expect(readdirSync(directory.path)).toEqual(["file"]);
  });

  it("takes away what a killed process left", async () => {
    await directory.write("file.x.tmp", "torn");
    await directory.write("file.x.bak.tmp", "torn");
    await directory.write("filed.x.tmp", "another's");
    await replace(undefined, "1");
    expect(readdirSync(directory.path).toSorted()).toEqual(["file", "filed.x.tmp"]);
  });
});
