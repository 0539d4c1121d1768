import { spawnSync } from "node:child_process";
import { chmod, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { systemClock } from "../../core/src/host/system-clock.ts";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "./testing/age-provider.ts";

const directory = temporaryDirectory();

/** Encrypts a text to keys into `store.age`. */
async function encryptByHand(text: string, ...recipients: readonly string[]): Promise<void> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  await directory.write("store.age", await encrypter.encrypt(text));
}

async function decryptWith(identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return await decrypter.decrypt(await directory.read("store.age"), "text");
}

async function anotherKey(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

async function modeOf(name: string): Promise<number> {
  return (await stat(directory.at(name))).mode & 0o777;
}

describe("a store that is missing", () => {
  it("is not_configured: what it would hold is not absent", async () => {
    const { provider, text, ctx } = directory.open();
    await expect(text("key")).rejects.toMatchObject({
      code: "not_configured",
      hint: expect.stringContaining("claviger init"),
    });
    await expect(provider.delete?.({ path: "key" }, {}, ctx)).rejects.toMatchObject({
      code: "not_configured",
    });
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("is made by the first write, where there is a key", async () => {
    const { put } = directory.open({ file: "folder/deep/store.age" });
    await expect(put("key", "value")).rejects.toMatchObject({ code: "auth_failed" });
    await directory.make();
    await put("key", "value");
    expect(await directory.open({ file: "folder/deep/store.age" }).text("key")).toBe("value");
    expect(await modeOf("folder/deep/store.age")).toBe(0o600);
    expect(await modeOf("folder/deep")).toBe(0o700);
  });
});

describe("making a store", () => {
  it("makes a key and an empty store, once, for their owner alone", async () => {
    const made = await directory.make();
    expect(made).toMatchObject({ madeIdentity: true, madeStore: true, file: directory.at("store.age") });
    expect([await modeOf("identity.txt"), await modeOf("store.age")]).toEqual([0o600, 0o600]);
    const identity = await directory.read("identity.txt");
    const { put } = directory.open();
    await put("key", "value");
    expect(await directory.make()).toEqual({ ...made, madeIdentity: false, madeStore: false });
    expect(await directory.read("identity.txt")).toEqual(identity);
    expect(await directory.open().text("key")).toBe("value");
    expect((await readdir(directory.path)).toSorted()).toEqual([
      "identity.txt",
      "store.age",
      "store.age.bak",
    ]);
  });

  it("five times at once makes one of each", async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => directory.make()));
    expect(made.filter(({ madeIdentity }) => madeIdentity)).toHaveLength(1);
    expect(made.filter(({ madeStore }) => madeStore)).toHaveLength(1);
    expect(new Set(made.map(({ recipient }) => recipient)).size).toBe(1);
  });

  it("beside a store that another key opens is auth_failed, and leaves it as it is", async () => {
    await encryptByHand("{}", (await anotherKey()).recipient);
    const before = await directory.read("store.age");
    await expect(directory.make()).rejects.toMatchObject({ code: "auth_failed" });
    expect(await directory.read("store.age")).toEqual(before);
  });
});

describe("who can open the store", () => {
  it("stays so when somebody of them writes", async () => {
    const other = await anotherKey();
    const { recipient } = await directory.make();
    const { put } = directory.open({ recipients: [recipient, other.recipient] });
    await put("key", "one");
    // Who writes next does not list them.
    await directory.open().put("key", "two");
    expect(await decryptWith(other.identity)).toContain("two");
  });

  it("is never fewer than before without being told: a file of three keys, of which one is known, is only read", async () => {
    const { recipient } = await directory.make();
    const others = [await anotherKey(), await anotherKey()];
    const content = JSON.stringify({ claviger: 1, revision: 0, secrets: {} });
    await encryptByHand(content, recipient, ...others.map((other) => other.recipient));
    const { put, text } = directory.open();
    expect(await text("key")).toBeUndefined();
    await expect(put("key", "value")).rejects.toMatchObject({
      code: "not_configured",
      hint: expect.stringContaining("SECRETS_AGE_RECIPIENTS"),
    });
    await directory.open({ recipients: [recipient] }).put("key", "value");
    await expect(decryptWith(others[0]?.identity ?? "")).rejects.toThrow("no identity matched");
  });

  it("never is somebody again who was shut out by hand", async () => {
    const other = await anotherKey();
    const { recipient } = await directory.make();
    await directory.open({ recipients: [recipient, other.recipient] }).put("key", "one");
    const identity = (await directory.read("identity.txt")).toString().trim().split("\n").at(-1) ?? "";
    await encryptByHand(await decryptWith(identity), recipient);
    await expect(directory.open().put("key", "two")).rejects.toMatchObject({ code: "not_configured" });
    await directory.open({ recipients: [recipient] }).put("key", "two");
    await directory.open().put("key", "three");
    await expect(decryptWith(other.identity)).rejects.toThrow("no identity matched");
  });

  it("always includes who writes", async () => {
    await directory.make();
    const { put } = directory.open({ recipients: [(await anotherKey()).recipient] });
    await expect(put("key", "value")).rejects.toMatchObject({ code: "not_configured" });
    await expect(directory.open({ recipients: ["age1notakey"] }).put("key", "v")).rejects.toMatchObject({
      code: "not_configured",
    });
  });

  it("is whoever has the passphrase, where the store has one", async () => {
    await directory.write("passphrase", "correct horse\n");
    await directory.open({ passphraseFile: "passphrase" }).put("key", "value");
    expect(await directory.open({ passphraseFile: "passphrase" }).text("key")).toBe("value");
    await directory.write("passphrase", "wrong horse\n");
    await expect(directory.open({ passphraseFile: "passphrase" }).text("key")).rejects.toMatchObject({
      code: "auth_failed",
    });
    await directory.write("passphrase", "\n");
    await expect(directory.open({ passphraseFile: "passphrase" }).text("key")).rejects.toMatchObject({
      code: "not_configured",
    });
  });

  it("is asked at each read: a key that was taken away opens nothing more", async () => {
    await directory.make();
    const { put, text } = directory.open();
    await put("key", "value");
    expect(await text("key")).toBe("value");
    await directory.write("identity.txt", `${(await anotherKey()).identity}\n`);
    await expect(text("key")).rejects.toMatchObject({ code: "auth_failed" });
    await rm(directory.at("identity.txt"));
    await expect(text("key")).rejects.toMatchObject({ code: "auth_failed" });
  });
});

describe("a key file", () => {
  it.each([
    ["", "holds no key"],
    ["# only a comment\n", "holds no key"],
    ["s3cr3t-but-no-key\n", "no AGE-SECRET-KEY"],
    ["age-encryption.org/v1\n-> scrypt x 18\n", "is itself encrypted"],
    ["-----BEGIN AGE ENCRYPTED FILE-----\nabc\n", "is itself encrypted"],
  ])("that holds %j is not_configured, and not shown", async (content, problem) => {
    await directory.make();
    await directory.write("identity.txt", content);
    const error = await directory
      .open()
      .text("key")
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "not_configured", problem: expect.stringContaining(problem) });
    expect(JSON.stringify(error)).not.toContain("s3cr3t");
  });

  it("that is a pipe is not_configured, and waited for by nobody", async () => {
    await directory.make();
    spawnSync("mkfifo", [directory.at("pipe")]);
    await expect(directory.open({ identity: "pipe" }).text("key")).rejects.toMatchObject({
      code: "not_configured",
    });
  });

  it("that others may read is warned about, in reads and in checks", async () => {
    await directory.make();
    await chmod(directory.at("identity.txt"), 0o644);
    const { text, reports, provider, ctx } = directory.open();
    await text("key");
    expect(reports).toEqual([
      { type: "warning", id: "key-readable-by-others", message: expect.stringContaining("chmod 600") },
    ]);
    expect(await provider.check?.([], ctx)).toMatchObject([{ status: "ok" }, { status: "warning" }]);
  });
});

describe("a store that is damaged", () => {
  it.each([
    ["is empty", () => Buffer.alloc(0)],
    ["is cut off in its header", (bytes: Buffer) => bytes.subarray(0, 60)],
    ["is cut off in its body", (bytes: Buffer) => bytes.subarray(0, -5)],
    ["has one changed bit in its body", (bytes: Buffer) => flipped(bytes, bytes.length - 20)],
    [
      "has one changed bit in its header's seal",
      (bytes: Buffer) => flipped(bytes, bytes.indexOf("--- ") + 6),
    ],
    ["is a page", () => Buffer.from("<html>404</html>")],
    [
      "is a broken armour",
      () => Buffer.from("-----BEGIN AGE ENCRYPTED FILE-----\n!!\n-----END AGE ENCRYPTED FILE-----\n"),
    ],
  ])("because it %s is decode, and nothing is written over it", async (_, damage) => {
    await directory.make();
    const { put, text, provider, ctx } = directory.open();
    await put("key", "value");
    const damaged = damage(await directory.read("store.age"));
    await directory.write("store.age", damaged);
    await expect(text("key")).rejects.toMatchObject({
      code: "decode",
      location: directory.at("store.age"),
      hint: expect.stringContaining(".bak"),
    });
    await expect(put("key", "other")).rejects.toMatchObject({ code: "decode" });
    expect(await directory.read("store.age")).toEqual(damaged);
    expect(await provider.check?.([], ctx)).toMatchObject([{ status: "error" }]);
    expect(await readdir(directory.path)).not.toContain("store.age.lock");
  });

  it("is read again when the backup is put in its place", async () => {
    await directory.make();
    const { put, text } = directory.open();
    await put("key", "one");
    await put("key", "two");
    await directory.write("store.age", "garbage");
    await directory.write("store.age", await directory.read("store.age.bak"));
    expect(await text("key")).toBe("one");
  });
});

function flipped(bytes: Buffer, index: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

describe("a file that was made by hand", () => {
  it("is read, and left as it is", async () => {
    const { recipient } = await directory.make();
    await encryptByHand('{ "DATABASE_URL": "postgres://x" }', recipient);
    const before = await directory.read("store.age");
    const { text, put, provider, ctx } = directory.open();
    expect(await text("DATABASE_URL")).toBe("postgres://x");
    expect(await text("OTHER")).toBeUndefined();
    const [probed] = (await provider.probe?.([{ path: "DATABASE_URL" }], ctx)) ?? [];
    expect(probed).toEqual({ status: "found", value: expect.stringMatching(/^file-[0-9a-f]{12}$/) });
    await expect(put("DATABASE_URL", "y")).rejects.toMatchObject({ code: "unsupported" });
    expect(await directory.make()).toMatchObject({ madeStore: false });
    expect(await directory.read("store.age")).toEqual(before);
  });

  it("of lines is decode, with a way out", async () => {
    const { recipient } = await directory.make();
    await encryptByHand("DATABASE_URL=s3cr3t\n", recipient);
    const error = await directory
      .open()
      .text("DATABASE_URL")
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "decode", hint: expect.stringContaining("import") });
    expect(JSON.stringify(error)).not.toContain("s3cr3t");
  });
});

describe("a write", () => {
  it("through a link replaces what the link points at", async () => {
    await directory.make();
    await symlink("store.age", directory.at("link.age"));
    await directory.open({ file: "link.age" }).put("key", "value");
    expect(await directory.open().text("key")).toBe("value");
    expect(await readFile(directory.at("link.age"))).toEqual(await directory.read("store.age"));
  });

  it("that was aborted while it waited for the lock writes nothing, then or later", async () => {
    await directory.make();
    const { provider, text } = directory.open();
    await directory.write(
      "store.age.lock",
      JSON.stringify({ pid: process.pid, host: "elsewhere", since: Date.now() }),
    );
    const caller = new AbortController();
    const ctx = { signal: caller.signal, deadline: Date.now() + 5_000, report: () => undefined };
    const writing = provider.put?.({ path: "key" }, { type: "text", text: "late" }, {}, ctx);
    systemClock.after(50, () => caller.abort());
    await expect(writing).rejects.toMatchObject({ code: "aborted" });
    await rm(directory.at("store.age.lock"));
    await new Promise<void>((resolve) => void systemClock.after(100, resolve));
    expect(await text("key")).toBeUndefined();
  });

  it("that waits for the lock in vain says who has it", async () => {
    await directory.make();
    const { provider } = directory.open();
    await directory.write(
      "store.age.lock",
      JSON.stringify({ pid: 4711, host: "elsewhere", since: Date.now() }),
    );
    const ctx = { signal: new AbortController().signal, deadline: Date.now() + 150, report: () => undefined };
    await expect(provider.put?.({ path: "key" }, { type: "text", text: "x" }, {}, ctx)).rejects.toMatchObject(
      { code: "timeout", problem: expect.stringContaining("process 4711 on elsewhere") },
    );
  });

  it("of a hundred instances at once loses nothing", async () => {
    await directory.make();
    const names = Array.from({ length: 100 }, (_, index) => `key-${index}`);
    const instances = Array.from({ length: 10 }, () => directory.open());
    await Promise.all(names.map((name, index) => instances[index % 10]?.put(name, name)));
    const { text } = directory.open();
    expect(await Promise.all(names.map((name) => text(name)))).toEqual(names);
  }, 30_000);

  it("keeps what it was given, whatever becomes of that later", async () => {
    await directory.make();
    const { provider, ctx } = directory.open();
    const bytes = Uint8Array.from([1, 2]);
    await provider.put?.({ path: "key" }, { type: "bytes", bytes }, {}, ctx);
    bytes.fill(0);
    expect((await provider.get?.({ path: "key" }, ctx))?.value).toEqual({
      type: "bytes",
      bytes: Uint8Array.from([1, 2]),
    });
  });

  it("that purges leaves the value in no backup", async () => {
    await directory.make();
    const { put, provider, ctx } = directory.open();
    await put("key", "one");
    await put("other", "two");
    await provider.delete?.({ path: "key" }, { purge: true }, ctx);
    expect((await readdir(directory.path)).toSorted()).toEqual(["identity.txt", "store.age"]);
  });

  it("that changes nothing leaves the file alone", async () => {
    await directory.make();
    const { put, provider, ctx } = directory.open();
    await put("key", "one");
    const before = await directory.read("store.age");
    await provider.delete?.({ path: "none" }, {}, ctx);
    await provider.restore?.({ path: "key" }, {}, ctx);
    expect(await directory.read("store.age")).toEqual(before);
  });
});
