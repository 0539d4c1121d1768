import sodium from "libsodium-wrappers";
import { expect, test } from "vitest";
import { seal } from "./seal.ts";

await sodium.ready;
const { publicKey, privateKey } = sodium.crypto_box_keypair();

test.each(["", "hunter2", "ключ🔑\n", "x".repeat(48 * 1024)])(
  "a sealed box is opened by who holds the private key",
  async (text) => {
    const box = (await seal(text, Buffer.from(publicKey).toString("base64"))) ?? "";
    const opened = sodium.crypto_box_seal_open(Buffer.from(box, "base64"), publicKey, privateKey);
    expect(Buffer.from(opened).toString()).toBe(text);
  },
);

test("two boxes of one text have nothing in common", async () => {
  const key = Buffer.from(publicKey).toString("base64");
  expect(await seal("hunter2", key)).not.toBe(await seal("hunter2", key));
});

test.each(["", "c2hvcnQ=", Buffer.alloc(33).toString("base64")])("%j is no public key", async (key) => {
  expect(await seal("hunter2", key)).toBeUndefined();
});
