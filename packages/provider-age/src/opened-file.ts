import { createHash } from "node:crypto";
import { type Host, SecretError } from "@claviger/core/provider";
import type { Document } from "./document.ts";
import { decrypt, type EncryptedFile, encryptedFile } from "./encrypted-file.ts";
import { type KeyFile, type Keys, keysOf, readKeyFile } from "./keys.ts";
import { isMissing, translateError } from "./native-error.ts";
import { parseDocument } from "./parse-document.ts";
import type { Settings } from "./settings.ts";

/** More than this is not decrypted: everything is in memory at once. In bytes. */
export const maxFileBytes = 64 * 1024 * 1024;

/** The store as it was on the disk, and what it holds. */
export interface OpenedFile {
  readonly bytes: Uint8Array;
  readonly keyFile: KeyFile;
  readonly keys: Keys;
  readonly document: Document;
  /** How many recipients it is encrypted to. */
  readonly recipients: number;
}

/** What tells whether it would be opened to the same. */
type Closed = Pick<OpenedFile, "bytes" | "keyFile">;

/**
 * Reads the store and opens it. What was opened last is kept, since opening costs a thousand times what reading does; it
 * counts as long as the file has the very same bytes and the key file the very same keys.
 */
export class FileOpener {
  readonly #settings: Settings;
  readonly #host: Host;
  #latest: OpenedFile | undefined;
  #opening: (Closed & { readonly opened: Promise<OpenedFile> }) | undefined;

  constructor(settings: Settings, host: Host) {
    this.#settings = settings;
    this.#host = host;
  }

  /** @throws SecretError `not_configured` if there is no file: that proves nothing about what it would hold */
  async open(): Promise<OpenedFile> {
    const opened = await this.openIfThere();
    if (opened) return opened;
    const { file } = this.#settings;
    throw new SecretError("not_configured", `the store ${file} does not exist`, {
      location: file,
      hint: "make one with claviger init, or correct SECRETS_AGE_FILE",
    });
  }

  /** @returns `undefined` if there is no file */
  async openIfThere(): Promise<OpenedFile | undefined> {
    const bytes = await this.read();
    return bytes && (await this.openBytes(bytes));
  }

  /** The file's bytes, or `undefined` if there is no file. @throws SecretError */
  async read(): Promise<Uint8Array | undefined> {
    const { file } = this.#settings;
    try {
      return await this.#host.fs.readFile(file);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw translateError(error, file);
    }
  }

  /** @throws SecretError `decode`, `auth_failed`, `not_configured` */
  async openBytes(bytes: Uint8Array): Promise<OpenedFile> {
    const { file, keys: source } = this.#settings;
    if (bytes.length > maxFileBytes) throw tooLarge(file);
    // What is no store is no reason to ask for its key.
    const known = [this.#latest, this.#opening].some((other) => other && hasBytes(other, bytes));
    const encrypted = known ? undefined : encryptedFile(bytes, file);
    const closed = { bytes, keyFile: await readKeyFile(source, this.#host) };
    if (this.#latest && isSame(this.#latest, closed)) return { ...this.#latest, keyFile: closed.keyFile };
    // Whoever asks meanwhile waits for it: with a passphrase, each opening takes a quarter of a gigabyte.
    if (this.#opening && isSame(this.#opening, closed)) return await this.#opening.opened;
    const opening = { ...closed, opened: this.#decrypt(closed, encrypted ?? encryptedFile(bytes, file)) };
    this.#opening = opening;
    try {
      return await opening.opened;
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
    }
  }

  async #decrypt(closed: Closed, encrypted: EncryptedFile): Promise<OpenedFile> {
    const { file, keys: source } = this.#settings;
    const keys = await keysOf(closed.keyFile, source);
    const text = await decrypt(encrypted, { ...keys, keyFile: closed.keyFile }, file);
    // Of what is encrypted, which is another each time, and not of what it holds.
    const id = `file-${createHash("sha256").update(closed.bytes).digest("hex").slice(0, 12)}`;
    const document = parseDocument(text, { id, title: file });
    return this.keep({ ...closed, keys, document, recipients: encrypted.recipients });
  }

  /** What was written need not be opened again. */
  keep(opened: OpenedFile): OpenedFile {
    this.#latest = opened;
    return opened;
  }

  /** Lets go of what was opened. */
  forget(): void {
    this.#latest = undefined;
  }
}

function hasBytes(one: Closed, bytes: Uint8Array): boolean {
  return Buffer.compare(one.bytes, bytes) === 0;
}

function isSame(one: Closed, other: Closed): boolean {
  return one.keyFile.text === other.keyFile.text && hasBytes(one, other.bytes);
}

function tooLarge(file: string): SecretError {
  return new SecretError("decode", `${file} is larger than 64 MiB`, {
    location: file,
    hint: "purge what is not needed, or keep fewer versions (SECRETS_AGE_HISTORY)",
  });
}
