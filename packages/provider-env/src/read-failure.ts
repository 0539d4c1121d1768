import { nativeCause, nativeCode, type SanitisedCause } from "@claviger/core/provider";

/** Why a file could not be read. */
export interface ReadFailure {
  /** What the file did: the end of a clause such as `.env.local …`. */
  readonly problem: string;
  readonly hint: string;
  readonly cause: SanitisedCause;
}

const known: Readonly<Record<string, Omit<ReadFailure, "cause">>> = {
  ENOENT: { problem: "does not exist", hint: "create it or correct the path" },
  ENOTDIR: { problem: "does not exist", hint: "create it or correct the path" },
  EACCES: { problem: "may not be read by this process", hint: "let this process's user read it" },
  EPERM: { problem: "may not be read by this process", hint: "let this process's user read it" },
  EISDIR: { problem: "is a directory", hint: "name a file" },
};

const otherwise = { problem: "cannot be read", hint: "check the file and the disk that it is on" };

/** Puts an error of the file system into words. Node's own message is left out. */
export function explainReadFailure(error: unknown): ReadFailure {
  return { ...(known[nativeCode(error) ?? ""] ?? otherwise), cause: nativeCause(error) };
}

/** Whether the file system said that there is no such file. */
export function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(nativeCode(error) ?? "");
}
