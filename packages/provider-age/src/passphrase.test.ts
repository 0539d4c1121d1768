import { Decrypter, Encrypter } from "age-encryption";
import { describe, expect, it } from "vitest";
import { passphraseIdentity, passphraseRecipient } from "./passphrase.ts";

async function encrypted(passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase, 12));
  return await encrypter.encrypt("the text");
}

describe("a passphrase", () => {
  it("closes what the library opens", async () => {
    const decrypter = new Decrypter();
    decrypter.addPassphrase("pässword ✓");
    expect(await decrypter.decrypt(await encrypted("pässword ✓"), "text")).toBe("the text");
  });

  it("opens what the library closed", async () => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase("pässword ✓");
    encrypter.setScryptWorkFactor(12);
    const decrypter = new Decrypter();
    decrypter.addIdentity(passphraseIdentity("pässword ✓"));
    expect(await decrypter.decrypt(await encrypter.encrypt("the text"), "text")).toBe("the text");
  });

  it("that is another opens nothing", async () => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(passphraseIdentity("another"));
    await expect(decrypter.decrypt(await encrypted("one"))).rejects.toThrow("no identity matched");
  });

  it.each([
    "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30",
    "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 012",
    "-> scrypt AAAA 12",
  ])("is not tried on a header that was made to do harm: %s", async (stanza) => {
    const header = Buffer.from(await encrypted("one"))
      .toString("latin1")
      .replace(/^-> scrypt \S+ 12$/m, stanza);
    const decrypter = new Decrypter();
    decrypter.addIdentity(passphraseIdentity("one"));
    await expect(decrypter.decrypt(Buffer.from(header, "latin1"))).rejects.toThrow("malformed");
  });

  it("is derived in the background", async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const encrypter = new Encrypter();
    encrypter.addRecipient(passphraseRecipient("one", 16));
    await encrypter.encrypt("x");
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });
});
