import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { isReference } from "@claviger/core";
import { plainBackups, writeBackup } from "./backup.ts";
import { backupEncryption } from "./backup-keys.ts";
import type { Rewritten } from "./import-plan.ts";
import { fileFailure, replaceFile } from "./replace-file.ts";
import { rewriteDotenv } from "./rewrite-dotenv.ts";
import type { Source } from "./source.ts";

/** Puts references in the place of values. @throws CliError `files_failed` */
export type Rewrite = (references: ReadonlyMap<string, string>) => Promise<Rewritten>;

/**
 * Sees, before anything is written to a store, that the file can be rewritten and how its backup is encrypted.
 *
 * @param path - absolute, and no symbolic link
 * @throws CliError `files_failed`
 */
export async function prepareRewrite(path: string, source: Source): Promise<Rewrite> {
  const { dotenv, title, bytes } = source;
  if (!dotenv) throw new Error("only .env files are rewritten");
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw fileFailure(`${title} could not be rewritten, since no file can be made beside it`, error);
  }
  const encrypt = await backupEncryption({
    directory: process.cwd(),
    variable: (name) => process.env[name] || plainValue(dotenv.values.get(name)),
  });
  return async (references) => {
    const after = Buffer.from(await rewriteDotenv(dotenv, references, title));
    if (after.equals(bytes)) return { references: 0, backup: undefined, plainBackups: plainBackups(path) };
    const backup = await writeBackup(path, { bytes, encrypt, now: new Date() });
    replaceFile(path, { before: bytes, after });
    return { references: references.size, backup, plainBackups: plainBackups(path) };
  };
}

function plainValue(value: string | undefined): string | undefined {
  return value === undefined || value === "" || isReference(value) ? undefined : value;
}
