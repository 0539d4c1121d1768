import { spawnSync } from "node:child_process";
import { chmod, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { nodeHost } from "@claviger/core";
import { nodeFileSystem } from "../../core/src/host/node-file-system.ts";
import { describe, expect, it, onTestFinished } from "vitest";
import { file } from "./file.ts";
import { temporaryDirectory } from "./testing/file-provider.ts";

const directory = temporaryDirectory();

describe("a file", () => {
  it.each([
    ["value\n", "value"],
    ["value\r\n", "value"],
    ["value\n\n", "value\n"],
    ["value", "value"],
    ["\n", ""],
    ["", ""],
    ["a\nb\n", "a\nb"],
    ["value \n", "value "],
  ])("that holds %j is %j: one line end at its end is dropped", async (content, value) => {
    await directory.write("key", content);
    expect(await directory.open().text("key")).toBe(value);
    expect(await directory.open({ trim: false }).text("key")).toBe(content);
  });

  it("that is not UTF-8 is bytes, to the last one", async () => {
    const bytes = Uint8Array.from([0xff, 0x00, 0x0a]);
    await directory.write("key", bytes);
    expect((await directory.open().read("key"))?.value).toEqual({ type: "bytes", bytes });
  });

  it("in a folder has a path", async () => {
    await directory.write("payments/stripe-key", "sk");
    const { text } = directory.open();
    expect(await text("payments/stripe-key")).toBe("sk");
    expect(await text("payments/other")).toBeUndefined();
    expect(await text("nothing/other")).toBeUndefined();
    // A file where a folder would be proves that there is nothing below it.
    expect(await text("payments/stripe-key/x")).toBeUndefined();
  });

  it("of 1 MiB is read, and a larger one is refused without being read", async () => {
    await directory.write("large", `${"x".repeat(1_048_576)}\r\n`);
    await directory.write("larger", "x".repeat(1_048_579));
    const read: string[] = [];
    const fs = {
      ...nodeFileSystem,
      readFile: (path: string) => (read.push(path), nodeFileSystem.readFile(path)),
    };
    const opened = directory.open({}, { fs });
    expect(await opened.text("large")).toHaveLength(1_048_576);
    await expect(opened.read("larger")).rejects.toMatchObject({
      code: "decode",
      message: expect.stringContaining("larger than 1 MiB"),
    });
    expect(read).toHaveLength(1);
  });

  it("of which only a part could be read is no value", async () => {
    await directory.write("key", "the whole value");
    const fs = { ...nodeFileSystem, readFile: async () => new TextEncoder().encode("the whole") };
    await expect(directory.open({}, { fs }).read("key")).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("what is no file", () => {
  it("is an error at once: a folder, a named pipe, a socket", async () => {
    await directory.write("folder/x", "x");
    spawnSync("mkfifo", [join(directory.path, "pipe")]);
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(join(directory.path, "socket"), resolve));
    onTestFinished(() => void socket.close());
    const { read, provider, ctx } = directory.open();
    for (const [path, kind] of [
      ["folder", "a folder"],
      ["pipe", "a named pipe"],
      ["socket", "a socket"],
    ] as const) {
      await expect(read(path)).rejects.toMatchObject({
        code: "decode",
        problem: `${join(directory.path, path)} is ${kind}, and no file`,
      });
    }
    const listed = [];
    for await (const { path } of provider.list?.("", ctx) ?? []) listed.push(path);
    expect(listed).toEqual(["folder/x"]);
  });
});

describe("a link", () => {
  it("inside of the directory is followed, also from folder to folder", async () => {
    await directory.write("real/key", "value");
    await symlink("real/key", join(directory.path, "key"));
    await symlink("real", join(directory.path, "alias"));
    const { text } = directory.open();
    expect(await text("key")).toBe("value");
    expect(await text("alias/key")).toBe("value");
  });

  it("that leaves the directory is refused, by a file and by a folder, and not listed", async () => {
    await directory.write("outside/key", "value");
    await directory.write("secrets/own", "own");
    await directory.write("secrets-too/key", "a sibling whose name starts alike");
    const dir = join(directory.path, "secrets");
    await symlink("../outside/key", join(dir, "key"));
    await symlink("../outside", join(dir, "folder"));
    await symlink("../secrets-too", join(dir, "sibling"));
    await symlink("/etc/passwd", join(dir, "passwd"));
    const { read, provider, ctx } = directory.open({ dir });
    for (const path of ["key", "folder/key", "sibling/key", "passwd"]) {
      await expect(read(path)).rejects.toMatchObject({
        code: "not_configured",
        problem: expect.stringContaining("is a link that leaves"),
      });
    }
    const listed = [];
    for await (const { path } of provider.list?.("", ctx) ?? []) listed.push(path);
    expect(listed).toEqual(["own"]);
  });

  it("that leads nowhere, or to itself, is no absence", async () => {
    await symlink("nothing", join(directory.path, "dangling"));
    await symlink("loop", join(directory.path, "loop"));
    const { read, provider, ctx } = directory.open();
    await symlink("nowhere", join(directory.path, "folder"));
    await directory.write("key", "value");
    for (const path of ["dangling", "folder/key"]) {
      await expect(read(path)).rejects.toMatchObject({ code: "unavailable" });
    }
    await expect(read("loop")).rejects.toMatchObject({ code: "not_configured" });
    const listed = [];
    for await (const { path } of provider.list?.("", ctx) ?? []) listed.push(path);
    expect(listed).toEqual(["key"]);
  });

  it("to a folder around it is listed once", async () => {
    await directory.write("a/key", "value");
    await symlink("..", join(directory.path, "a", "up"));
    const { provider, ctx } = directory.open();
    const listed = [];
    for await (const { path } of provider.list?.("a/", ctx) ?? []) listed.push(path);
    expect(listed).toContain("a/key");
    expect(listed.length).toBeLessThan(4);
  });
});

describe("the directory", () => {
  it("may itself be a link, and relative to the working directory", async () => {
    await directory.write("real/key", "value");
    await symlink("real", join(directory.path, "secrets"));
    expect(await directory.open({ dir: "secrets" }, { directory: directory.path }).text("key")).toBe("value");
  });

  it("that is missing, or is a file, is not_configured: nothing in it is absent", async () => {
    await directory.write("plain", "x");
    for (const dir of ["missing", "plain"]) {
      const opened = directory.open({ dir: join(directory.path, dir) });
      await expect(opened.read("key")).rejects.toMatchObject({
        code: "not_configured",
        hint: expect.stringContaining("SECRETS_FILE_DIR"),
      });
      expect(await opened.provider.check?.([], opened.ctx)).toMatchObject([{ status: "error" }]);
      expect(await opened.provider.probe?.([{ path: "key" }], opened.ctx)).toMatchObject([
        { status: "error" },
      ]);
    }
  });

  it("is CREDENTIALS_DIRECTORY, or /run/secrets", () => {
    expect(file.options.dir).toMatchObject({ env: ["CREDENTIALS_DIRECTORY"], default: "/run/secrets" });
  });

  it("is asked for nothing with a prefix that leaves it", () => {
    const values = { dir: "/x", case: "as-is", trim: true, prefix: "../y" } as const;
    expect(() => file.create(values, nodeHost())).toThrow(
      expect.objectContaining({ code: "not_configured" }),
    );
  });
});

describe("a file that others may read", () => {
  it("is warned about on a disk, in a read and in a check, and is read all the same", async () => {
    await directory.write("open", "value", 0o644);
    await directory.write("group", "value", 0o640);
    await directory.write("closed", "value", 0o600);
    for (const [path, warned] of [
      ["open", "0644"],
      ["group", "0640"],
      ["closed", undefined],
    ] as const) {
      await chmod(join(directory.path, path), Number.parseInt(warned ?? "0600", 8));
      const { text, reports, provider, ctx } = directory.open();
      expect(await text(path)).toBe("value");
      const expected = {
        type: "warning",
        id: "readable-by-others",
        message: expect.stringContaining(`${warned}`),
      };
      expect(reports).toEqual(warned === undefined ? [] : [expected]);
      const [, check] = (await provider.check?.([{ path }], ctx)) ?? [];
      expect(check?.status).toBe(warned === undefined ? "ok" : "warning");
    }
  });

  it("is not warned about in memory, where platforms mount secrets with 0444", async () => {
    const dir = join("/dev/shm", `provider-file-${process.pid}`);
    await mkdir(dir);
    onTestFinished(() => rm(dir, { recursive: true }));
    await writeFile(join(dir, "key"), "value");
    await chmod(join(dir, "key"), 0o444);
    const { text, reports } = directory.open({ dir });
    expect(await text("key")).toBe("value");
    expect(reports).toEqual([]);
  });
});

describe("a version", () => {
  it("is another after each change, and tells nothing of the value", async () => {
    await directory.write("key", "one");
    const { read } = directory.open();
    const first = (await read("key"))?.version;
    await writeFile(join(directory.path, "next"), "two");
    await rename(join(directory.path, "next"), join(directory.path, "key"));
    const second = (await read("key"))?.version;
    expect(first).toMatch(/^[0-9a-z]+-[0-9a-z]+$/);
    expect(second).not.toBe(first);
  });
});
