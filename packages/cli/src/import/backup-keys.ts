import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import type { Encrypt } from "./backup.ts";

/** What is used of the library age-encryption. */
interface AgeLibrary {
  readonly Encrypter: new () => {
    addRecipient(recipient: string): void;
    encrypt(bytes: Uint8Array): Promise<Uint8Array>;
  };
  identityToRecipient(identity: string): Promise<string>;
}

export interface BackupKeyOptions {
  /** The working directory. */
  readonly directory: string;
  /** A variable that configures claviger; `undefined` if it is unset or empty. */
  readonly variable: (name: string) => string | undefined;
}

const defaultIdentity = ".claviger/identity.txt";

/**
 * How a backup is encrypted: to `SECRETS_AGE_RECIPIENTS`, else to the public keys of the age identity. The library is the one
 * that the project's age provider brings, found at run time.
 *
 * @returns `undefined` where the project has neither
 * @throws CliError `files_failed` if there are keys, and they cannot be used: a backup in plain text would not be what was meant
 */
export async function backupEncryption(options: BackupKeyOptions): Promise<Encrypt | undefined> {
  const { directory, variable } = options;
  const listed = (variable("SECRETS_AGE_RECIPIENTS") ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  const named = variable("SECRETS_AGE_IDENTITY");
  const identity = resolve(directory, named ?? defaultIdentity);
  if (listed.length === 0 && named === undefined && !existsSync(identity)) return undefined;
  const library = await loadLibrary(directory);
  const recipients = listed.length > 0 ? listed : await publicKeys(identity, library);
  const encrypter = new library.Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw unusable("SECRETS_AGE_RECIPIENTS holds what is no public key of age", "correct it: age1…");
    }
  }
  return async (bytes) => await encrypter.encrypt(bytes);
}

async function publicKeys(path: string, library: AgeLibrary): Promise<string[]> {
  try {
    const keys = readFileSync(path, "utf8")
      .split(/\s*\n/)
      .filter((line) => line !== "" && !line.startsWith("#"));
    const recipients = await Promise.all(keys.map((key) => library.identityToRecipient(key.trim())));
    if (recipients.length > 0) return recipients;
  } catch {
    // What is wrong with it may quote it.
  }
  throw unusable(
    `the age identity ${path}, to which the backup is encrypted, cannot be read`,
    "correct SECRETS_AGE_IDENTITY, or set SECRETS_AGE_RECIPIENTS",
  );
}

async function loadLibrary(directory: string): Promise<AgeLibrary> {
  try {
    const project = createRequire(join(directory, "claviger.config.js"));
    const provider = project.resolve("@claviger/provider-age/package.json");
    const entry = createRequire(provider).resolve("age-encryption");
    return (await import(pathToFileURL(entry).href)) as AgeLibrary;
  } catch {
    throw unusable(
      "there is an age key to encrypt the backup to, and @claviger/provider-age, which does it, is not installed",
      "run: npm install @claviger/provider-age",
    );
  }
}

function unusable(problem: string, hint: string): CliError {
  return new CliError(problem, { code: "files_failed", exitCode: exitCodes.misconfigured, hint });
}
