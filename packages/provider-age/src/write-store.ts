import { mkdir, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { type CallContext, type Host, SecretError } from "@claviger/core/provider";
import { type Document, emptyDocument } from "./document.ts";
import { encrypt } from "./encrypted-file.ts";
import { formatDocument } from "./format-document.ts";
import { keysOf, readKeyFile } from "./keys.ts";
import { translateError } from "./native-error.ts";
import { type FileOpener, maxFileBytes, type OpenedFile } from "./opened-file.ts";
import { type Replacement, replaceFile } from "./replace-file.ts";
import type { Settings } from "./settings.ts";
import { acquireLock } from "./write-lock.ts";

/** How often a write starts again that somebody else came before. */
const attempts = 10;

/** A change of the store. */
export interface Update<T> {
  /** Makes another document, or gives back the same one if there is nothing to change. It may be asked more than once. */
  readonly change: (document: Document) => readonly [Document, T];
  /** Whether a store is made where there is none. @default false */
  readonly creates?: boolean;
  /** What was there before stays in no backup. @default false */
  readonly purges?: boolean;
}

/** What a write works with. */
interface Writing {
  readonly opener: FileOpener;
  readonly settings: Settings;
  readonly host: Host;
}

/**
 * Changes the store, alone among all processes that do: reads it under a lock, changes what it holds, and replaces it.
 * @throws SecretError
 */
export async function updateStore<T>(
  update: Update<T>,
  { signal, deadline }: Pick<CallContext, "signal" | "deadline">,
  writing: Writing,
): Promise<T> {
  const { opener, settings, host } = writing;
  // Before the lock is made, which a store that is missing or cannot be read must not get.
  if (!(await opener.read())) {
    if (!update.creates) await opener.open();
    await makeFolder(dirname(settings.file));
  }
  const path = await realpath(settings.file).catch(() => settings.file);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const lock = await acquireLock(`${path}.lock`, { ...host, signal, deadline });
    try {
      const outcome = await attemptUpdate(update, {
        ...writing,
        path,
        mayReplace: () => !signal.aborted && lock.isHeld(),
      });
      if (outcome) return outcome.result;
    } finally {
      lock.release();
    }
    signal.throwIfAborted();
  }
  throw new SecretError("conflict", `${path} was changed by others each time it was to be written`, {
    location: path,
    hint: "write again; if it is synchronised with other machines, stop that meanwhile",
  });
}

async function attemptUpdate<T>(
  { change, creates = false, purges = false }: Update<T>,
  { opener, settings, host, path, mayReplace }: Writing & Pick<Replacement, "path" | "mayReplace">,
): Promise<{ readonly result: T } | undefined> {
  const opened = creates ? await opener.openIfThere() : await opener.open();
  const before = opened?.document ?? emptyDocument;
  const [after, result] = change(before);
  if (opened && after === before) return { result };
  if (before.foreign) throw notOurs(settings.file);
  const keyFile = opened?.keyFile ?? (await readKeyFile(settings.keys, host));
  const keys = opened?.keys ?? (await keysOf(keyFile, settings.keys));
  const document = keys.passphrase
    ? after
    : { ...after, recipients: recipientsOf({ keyFile, keys }, opened, settings) };
  const to = keys.passphrase ? [keys.passphrase] : (document.recipients ?? []);
  const bytes = await encrypt(formatDocument(document), to);
  checkSize(bytes, path);
  const replacement = { path, base: opened?.bytes, bytes, keepBackup: !purges, mayReplace };
  if (!(await replaceFile(replacement))) return undefined;
  opener.keep({ bytes, keyFile, keys, document, recipients: to.length });
  return { result };
}

/**
 * The public keys that the store is encrypted to: those that are listed, else those it was encrypted to before, else the
 * owner's. Nobody who can open it now is shut out, and nobody is let in, unless that was asked for.
 *
 * @throws SecretError `not_configured`
 */
function recipientsOf(
  { keyFile, keys: { own } }: Pick<OpenedFile, "keyFile" | "keys">,
  opened: OpenedFile | undefined,
  { file: title, keys: source }: Settings,
): readonly string[] {
  const listed = source.type === "keys" ? source.recipients : undefined;
  const before = opened?.document.recipients;
  const to = [...new Set(listed ?? before ?? own)];
  if (!to.some((recipient) => own.includes(recipient))) {
    throw notConfigured(
      `no key of ${keyFile.file} could open ${title} after this write`,
      title,
      `add ${own[0] ?? "its public key"} to SECRETS_AGE_RECIPIENTS`,
    );
  }
  // Somebody encrypted it to others by hand, and whom to is not to be seen: neither shut them out nor let those in again
  // that they shut out.
  const count = opened?.recipients ?? to.length;
  const isKnown = listed !== undefined || count === to.length || (before === undefined && count < to.length);
  if (isKnown) return to;
  throw notConfigured(
    `${title} is encrypted to ${count} keys, and which they are is not known: ${to.length} were when it was last written`,
    title,
    "list the public keys of all who are to read it in SECRETS_AGE_RECIPIENTS",
  );
}

function notConfigured(problem: string, location: string, hint: string): SecretError {
  return new SecretError("not_configured", problem, { location, hint });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw translateError(error, folder);
  });
}

function checkSize({ length }: Uint8Array, path: string): void {
  if (length <= maxFileBytes) return;
  throw new SecretError("invalid_value", `${path} would be larger than 64 MiB`, {
    location: path,
    hint: "purge what is not needed, or keep fewer versions (SECRETS_AGE_HISTORY)",
  });
}

function notOurs(file: string): SecretError {
  return new SecretError("unsupported", `${file} was made by hand and is only read`, {
    location: file,
    hint: "make a store with claviger init, and import what this one holds",
  });
}
