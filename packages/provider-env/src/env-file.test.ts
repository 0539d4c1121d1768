import { unlink } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

describe("changes of a file", () => {
  it("are seen at the next read: content, removal, repair", async () => {
    const { text } = envProvider({ directory: directory.path });
    await directory.write(".env", "A=1");
    expect(await text("a")).toBe("1");
    await directory.write(".env", "A=22");
    expect(await text("a")).toBe("22");
    await unlink(`${directory.path}/.env`);
    expect(await text("a")).toBeUndefined();
    await directory.write(".env", "oops");
    await expect(text("a")).rejects.toMatchObject({ code: "not_configured" });
    await directory.write(".env", "A=333");
    expect(await text("a")).toBe("333");
  });

  it("are all that makes it read again, for any number of readers", async () => {
    await directory.write(".env", "A=1");
    let reads = 0;
    const { fs } = envProvider({}).host;
    const counting = { ...fs, readFile: (path: string) => (reads++, fs.readFile(path)) };
    const { text } = envProvider({ directory: directory.path, fs: counting }, { files: [".env"] });
    await Promise.all([text("a"), text("a"), text("b")]);
    await text("a");
    expect(reads).toBe(1);
  });

  it("are not needed to recover from a failed read", async () => {
    await directory.write(".env", "A=1");
    let failures = 1;
    const { fs } = envProvider({}).host;
    const readFile = (path: string): Promise<Uint8Array> =>
      failures-- > 0 ? Promise.reject(Object.assign(new Error(), { code: "EIO" })) : fs.readFile(path);
    const { text } = envProvider({ directory: directory.path, fs: { ...fs, readFile } });
    await expect(text("a")).rejects.toMatchObject({ cause: { code: "EIO" } });
    expect(await text("a")).toBe("1");
  });
});
