import { type ErrorCode, nativeCause, nativeCode, SecretError } from "@claviger/core/provider";

interface Meaning {
  readonly code: ErrorCode;
  /** What was wrong with the file: the end of a clause such as `.claviger/store.age …`. */
  readonly problem: string;
  readonly hint: string;
}

const notAllowed = {
  code: "denied",
  problem: "may not be read or written by this process",
  hint: "give the file and its folder to this process's user",
} as const;

const full = {
  code: "unavailable",
  problem: "could not be written, as the disk is full; it is as it was before",
  hint: "free some space, and write again",
} as const;

/** By the code of the file system's error. */
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: {
    code: "denied",
    problem: "is on a disk that is read-only",
    hint: "write it where the disk can be written",
  },
  EISDIR: { code: "not_configured", problem: "is a folder", hint: "name a file" },
  ENOTDIR: { code: "not_configured", problem: "is below what is no folder", hint: "correct the path" },
  ELOOP: { code: "not_configured", problem: "is a link that leads to itself", hint: "correct the link" },
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
};

const otherwise: Meaning = {
  code: "unavailable",
  problem: "cannot be read or written",
  hint: "check the disk that it is on",
};

/** An error of the file system as one of ours. Node's own message is left out. */
export function translateError(error: unknown, path: string): SecretError {
  const { code, problem, hint } = meanings[nativeCode(error) ?? ""] ?? otherwise;
  return new SecretError(code, `${path} ${problem}`, { location: path, hint, cause: nativeCause(error) });
}

/** Whether the file system said that there is nothing at that path. */
export function isMissing(error: unknown): boolean {
  return nativeCode(error) === "ENOENT";
}
