import { armor, Decrypter, Encrypter, type Recipient } from "age-encryption";
import { SecretError } from "@claviger/core/provider";
import type { KeyFile, Keys } from "./keys.ts";

const armoured = "-----BEGIN AGE ENCRYPTED FILE-----";
const version = "age-encryption.org/v1\n";

/** An encrypted file, of which nothing was opened yet. */
export interface EncryptedFile {
  readonly bytes: Uint8Array;
  /** How many recipients it is encrypted to. */
  readonly recipients: number;
}

/**
 * What is on the disk as an encrypted file; the armour of `age -a` is taken off.
 * @throws SecretError `decode` if it is something else
 */
export function encryptedFile(bytes: Uint8Array, title: string): EncryptedFile {
  const start = Buffer.from(bytes.subarray(0, armoured.length)).toString("latin1");
  const raw =
    start === armoured ? unarmoured(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = raw?.subarray(0, raw.indexOf("\n---")).toString("latin1") ?? "";
  if (!raw || !header.startsWith(version)) throw garbled(title, "is no file of age");
  // Whoever wants to may add stanzas with random names, so that nobody relies on there being none.
  const stanzas = header.matchAll(/^-> (\S+)/gm);
  const recipients = [...stanzas].filter(([, type]) => !type?.endsWith("-grease"));
  return { bytes: raw, recipients: recipients.length };
}

/** @throws SecretError `auth_failed` if no key opens it; `decode` if it is damaged */
export async function decrypt(
  file: EncryptedFile,
  { identities, keyFile }: Pick<Keys, "identities"> & { readonly keyFile: KeyFile },
  title: string,
): Promise<string> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  let isLocked = false;
  // Asked last, when no other has opened it. The library would say so in an error's words alone.
  decrypter.addIdentity({ unwrapFileKey: () => ((isLocked = true), null) });
  try {
    const text = await decrypter.decrypt(file.bytes);
    return new TextDecoder("utf-8", { fatal: true }).decode(text);
  } catch {
    if (!isLocked) throw garbled(title, "is damaged: it was changed or cut off after it was encrypted");
  }
  throw new SecretError("auth_failed", `no key of ${keyFile.file} opens ${title}`, {
    location: title,
    hint: "set SECRETS_AGE_IDENTITY or SECRETS_AGE_PASSPHRASE_FILE to the file with its key, or have it encrypted to yours as well",
  });
}

/**
 * Encrypts to a passphrase or to public keys.
 * @throws SecretError `not_configured` for a recipient that is none
 */
export async function encrypt(
  text: string,
  recipients: readonly (string | Recipient)[],
): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new SecretError(
        "not_configured",
        `the recipient ${JSON.stringify(recipient)} is no public key of age`,
        {
          hint: "correct SECRETS_AGE_RECIPIENTS",
        },
      );
    }
  }
  return await encrypter.encrypt(text);
}

function unarmoured(bytes: Uint8Array): Buffer | undefined {
  try {
    return Buffer.from(armor.decode(Buffer.from(bytes).toString("latin1")));
  } catch {
    return undefined;
  }
}

function garbled(title: string, problem: string): SecretError {
  return new SecretError("decode", `${title} ${problem}`, {
    location: title,
    hint: `look at it, and restore the backup beside it (${title}.bak) if it is the better one: it is not written over`,
  });
}
