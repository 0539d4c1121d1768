import { type Identity, identityToRecipient, type Recipient } from "age-encryption";
import { type Host, SecretError } from "@claviger/core/provider";
import { causeOf, isMissing } from "./native-error.ts";
import { passphraseIdentity, passphraseRecipient } from "./passphrase.ts";
import type { KeySource } from "./settings.ts";

/** What opens the store, and what it is encrypted to. */
export interface Keys {
  /** The file that they were read from. */
  readonly file: string;
  readonly mode: number;
  /** Tells whether they are others than before. It holds them, so it goes nowhere. */
  readonly text: string;
  readonly identities: readonly (string | Identity)[];
  readonly recipients:
    | { readonly type: "passphrase"; readonly recipient: Recipient }
    /** `own`: the public keys of the identities; `listed`: what the options say. */
    | { readonly type: "keys"; readonly own: readonly string[]; readonly listed?: readonly string[] };
}

/**
 * Reads the identity or the passphrase: each time anew, so that a key that was taken away opens nothing more.
 * @throws SecretError `auth_failed` if there is none that can be read; `not_configured` if it is malformed
 */
export async function readKeys(source: KeySource, { fs }: Pick<Host, "fs">): Promise<Keys> {
  const file = source.type === "keys" ? source.identity : source.passphraseFile;
  const { mode, text } = await readKeyFile(file, fs);
  if (source.type === "keys") return { file, mode, text, ...(await identityKeys(text, source)) };
  const passphrase = text.replace(/\r?\n$/, "");
  if (passphrase === "") throw malformed(file, "is empty", "write the passphrase into it");
  return {
    file,
    mode,
    text,
    identities: [passphraseIdentity(passphrase)],
    recipients: { type: "passphrase", recipient: passphraseRecipient(passphrase, source.workFactor) },
  };
}

async function readKeyFile(
  file: string,
  fs: Host["fs"],
): Promise<{ readonly mode: number; readonly text: string }> {
  try {
    const { mode } = await fs.stat(file);
    // A pipe gives its content once; the next read would wait for ever.
    if ((mode & 0o170000) === 0o100000)
      return { mode, text: new TextDecoder().decode(await fs.readFile(file)) };
  } catch (error) {
    throw unreadable(file, error);
  }
  throw malformed(file, "is no regular file", "put the key into a file");
}

async function identityKeys(
  text: string,
  { identity: file, recipients }: Extract<KeySource, { type: "keys" }>,
): Promise<Pick<Keys, "identities" | "recipients">> {
  const identities = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const isEncrypted = /^(?:age-encryption\.org\/|-----BEGIN AGE ENCRYPTED FILE)/.test(text);
  if (isEncrypted)
    throw malformed(file, "is itself encrypted", "decrypt it into a place in memory, and name that");
  if (identities.length === 0)
    throw malformed(file, "holds no key", "make one with age-keygen, or with claviger init");
  const own: string[] = [];
  for (const [index, identity] of identities.entries()) {
    const recipient = await identityToRecipient(identity).catch(() => undefined);
    if (recipient !== undefined) own.push(recipient);
    else
      throw malformed(
        file,
        `holds as its key ${index + 1} what is no AGE-SECRET-KEY`,
        "only keys of age-keygen can be used",
      );
  }
  const listed = recipients ? { listed: recipients } : {};
  return { identities, recipients: { type: "keys", own, ...listed } };
}

function unreadable(file: string, error: unknown): SecretError {
  const problem = isMissing(error) ? "does not exist" : "cannot be read by this process";
  return new SecretError("auth_failed", `the key file ${file} ${problem}`, {
    location: file,
    hint: "make a store with claviger init, or set SECRETS_AGE_IDENTITY or SECRETS_AGE_PASSPHRASE_FILE to the file with its key",
    cause: causeOf(error),
  });
}

function malformed(file: string, problem: string, hint: string): SecretError {
  return new SecretError("not_configured", `the key file ${file} ${problem}`, { location: file, hint });
}
