import { type ErrorCode, nativeCause, nativeCode, SecretError } from "@claviger/core/provider";

interface Meaning {
  readonly code: ErrorCode;
  /** What the file did: the end of a clause such as `/run/secrets/key …`. */
  readonly problem: string;
  readonly hint: string;
}

const notAllowed = {
  code: "denied",
  problem: "may not be read by this process",
  hint: "let this process's user read it (chmod, chown, or fsGroup and defaultMode in Kubernetes)",
} as const;

/** By the code of the file system's error. What is missing is for the caller to judge. */
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  ELOOP: { code: "not_configured", problem: "is a link that leads to itself", hint: "correct the link" },
  EISDIR: { code: "decode", problem: "is a folder", hint: "name a file in it" },
  ENAMETOOLONG: { code: "invalid_ref", problem: "has too long a path", hint: "shorten the name" },
};

const otherwise: Meaning = {
  code: "unavailable",
  problem: "cannot be read",
  hint: "check the disk or the mount that it is on",
};

/** An error of the file system as one of ours. Node's own message is left out. */
export function translateError(error: unknown, path: string): SecretError {
  const { code, problem, hint } = meanings[nativeCode(error) ?? ""] ?? otherwise;
  return new SecretError(code, `${path} ${problem}`, { location: path, hint, cause: nativeCause(error) });
}

/** Whether the file system said that there is nothing at that path. */
export function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(nativeCode(error) ?? "");
}
