import { type Identity, identityToRecipient, type Recipient } from "age-encryption";
import { type Host, nativeCause, SecretError } from "@claviger/core/provider";
import { isMissing } from "./native-error.ts";
import { passphraseIdentity, passphraseRecipient } from "./passphrase.ts";
import type { KeySource } from "./settings.ts";

/** A file with keys or a passphrase, as it is on the disk. */
export interface KeyFile {
  readonly file: string;
  readonly mode: number;
  /** It holds the keys, so it goes nowhere. */
  readonly text: string;
}

/** What opens the store. */
export interface Keys {
  readonly identities: readonly (string | Identity)[];
  /** The public keys of the identities; none of a passphrase. */
  readonly own: readonly string[];
  /** What is encrypted to where it is a passphrase that opens it. */
  readonly passphrase?: Recipient;
}

/** @throws SecretError `auth_failed` if it cannot be read; `not_configured` if it is no file */
export async function readKeyFile(source: KeySource, { fs }: Pick<Host, "fs">): Promise<KeyFile> {
  const file = source.type === "keys" ? source.identity : source.passphraseFile;
  try {
    const { mode } = await fs.stat(file);
    // A pipe gives its content once; the next read would wait for ever.
    const isRegular = (mode & 0o170000) === 0o100000;
    if (isRegular) return { file, mode, text: new TextDecoder().decode(await fs.readFile(file)) };
  } catch (error) {
    throw unreadable(file, error);
  }
  throw malformed(file, "is no regular file", "put the key into a file");
}

/** @throws SecretError `not_configured` if it holds no keys */
export async function keysOf({ file, text }: KeyFile, source: KeySource): Promise<Keys> {
  if (source.type === "keys") return await identityKeys(text, file);
  const passphrase = text.replace(/\r?\n$/, "");
  if (passphrase === "") throw malformed(file, "is empty", "write the passphrase into it");
  return {
    identities: [passphraseIdentity(passphrase)],
    own: [],
    passphrase: passphraseRecipient(passphrase, source.workFactor),
  };
}

async function identityKeys(text: string, file: string): Promise<Keys> {
  const identities = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (/^(?:age-encryption\.org\/|-----BEGIN AGE ENCRYPTED FILE)/.test(text)) {
    throw malformed(file, "is itself encrypted", "decrypt it into a place in memory, and name that");
  }
  if (identities.length === 0) {
    throw malformed(file, "holds no key", "make one with age-keygen, or with claviger init");
  }
  const own: string[] = [];
  for (const [index, identity] of identities.entries()) {
    const recipient = await identityToRecipient(identity).catch(() => undefined);
    if (recipient === undefined) {
      const problem = `holds as its key ${index + 1} what is no AGE-SECRET-KEY`;
      throw malformed(file, problem, "only keys of age-keygen can be used");
    }
    own.push(recipient);
  }
  return { identities, own };
}

function unreadable(file: string, error: unknown): SecretError {
  const problem = isMissing(error) ? "does not exist" : "cannot be read by this process";
  return new SecretError("auth_failed", `the key file ${file} ${problem}`, {
    location: file,
    hint: "make a store with claviger init, or set SECRETS_AGE_IDENTITY or SECRETS_AGE_PASSPHRASE_FILE to the file with its key",
    cause: nativeCause(error),
  });
}

function malformed(file: string, problem: string, hint: string): SecretError {
  return new SecretError("not_configured", `the key file ${file} ${problem}`, { location: file, hint });
}
