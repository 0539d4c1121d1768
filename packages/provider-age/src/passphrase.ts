import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { type Identity, type Recipient, Stanza } from "age-encryption";

// The library derives the key in JavaScript, on the one thread: a second in which nothing else runs and no deadline is
// kept. This is the same by Node's own scrypt, in the background. https://c2sp.org/age#the-scrypt-recipient-type

const label = Buffer.from("age-encryption.org/v1/scrypt");
const tagBytes = 16;
const bodyBytes = 16 + tagBytes;
/** A key is used for one file key and never again, so that the nonce is constant. */
const nonce = Buffer.alloc(12);
/** A gigabyte of memory. A file that asks for more is meant to exhaust it. */
const highestWorkFactor = 20;

/** Encrypts to a passphrase. It has to be a file's only recipient. */
export function passphraseRecipient(passphrase: string, workFactor: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const key = await deriveKey(passphrase, salt, workFactor);
      const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: tagBytes });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(["scrypt", encode(salt), String(workFactor)], Uint8Array.from(body))];
    },
  };
}

/** Opens what was encrypted to a passphrase. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args: [type] }) => type === "scrypt");
      if (!stanza) return null;
      const [, salt = "", logN = ""] = stanza.args;
      const workFactor = /^[1-9][0-9]?$/.test(logN) ? Number(logN) : Infinity;
      const saltBytes = Buffer.from(salt, "base64");
      const isSound =
        stanzas.length === 1 &&
        stanza.args.length === 3 &&
        workFactor <= highestWorkFactor &&
        saltBytes.length === 16 &&
        encode(saltBytes) === salt &&
        stanza.body.length === bodyBytes;
      if (!isSound) throw new Error("malformed scrypt stanza");
      return open(stanza.body, await deriveKey(passphrase, saltBytes, workFactor));
    },
  };
}

function open(body: Uint8Array, key: Buffer): Uint8Array | null {
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(body.subarray(-tagBytes));
  const fileKey = decipher.update(body.subarray(0, -tagBytes));
  try {
    decipher.final();
  } catch {
    return null; // Another passphrase.
  }
  return Uint8Array.from(fileKey);
}

async function deriveKey(passphrase: string, salt: Buffer, workFactor: number): Promise<Buffer> {
  const cost = { N: 2 ** workFactor, r: 8, p: 1, maxmem: 2 ** (workFactor + 11) };
  return await new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([label, salt]), 32, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Base64 without padding, as age has it. */
function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
