import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";
import { flawOf } from "./locations.ts";
import { type AgeOptions, defaultIdentity } from "./options.ts";

/** What opens and closes the store: key files, of which the paths are absolute. */
export type KeySource =
  | { readonly type: "keys"; readonly identity: string; readonly recipients?: readonly string[] }
  | { readonly type: "passphrase"; readonly passphraseFile: string; readonly workFactor: number };

/** The options, checked and brought into one form. */
export interface Settings {
  /** Absolute. */
  readonly file: string;
  readonly keys: KeySource;
  readonly history: number;
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf(options: AgeOptions, host: Pick<Host, "directory">): Settings {
  const { file, identity, recipients, passphraseFile, workFactor, history, prefix } = options;
  const problems = [
    passphraseFile !== undefined && identity !== undefined
      ? "identity and passphraseFile are both given, and a store has keys or a passphrase"
      : undefined,
    passphraseFile !== undefined && recipients !== undefined
      ? "recipients and passphraseFile are both given, and a store has keys or a passphrase"
      : undefined,
    recipients && recipientsProblem(recipients),
    prefixProblem(prefix),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new SecretError("not_configured", `the age provider: ${problems.join("; ")}`, {
      hint: "correct the options, or the variables SECRETS_AGE_<OPTION>",
    });
  }
  const at = (path: string): string => resolve(host.directory, path);
  return {
    file: at(file),
    history,
    keys:
      passphraseFile === undefined
        ? { type: "keys", identity: at(identity ?? defaultIdentity), ...(recipients ? { recipients } : {}) }
        : { type: "passphrase", passphraseFile: at(passphraseFile), workFactor },
  };
}

/** No problem quotes what is not a public key: it may be a secret one. */
function recipientsProblem(recipients: readonly string[]): string | undefined {
  if (recipients.length === 0) return "recipients is empty";
  const wrong = recipients.findIndex((recipient) => !/^age1[a-z0-9]+$/.test(recipient));
  if (wrong === -1) return undefined;
  const kind = recipients[wrong]?.startsWith("ssh-")
    ? "an SSH key, which is not supported"
    : "no public key of age (age1…)";
  return `recipient ${wrong + 1} is ${kind}`;
}

function prefixProblem(prefix: string | undefined): string | undefined {
  const flaw = prefix && flawOf(prefix.replace(/\/$/, ""));
  return flaw ? `prefix cannot be a path: ${flaw}` : undefined;
}
