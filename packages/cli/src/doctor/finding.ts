import { isSecretError } from "@claviger/core";
import { describeFailure } from "../output/describe-failure.ts";

/** One line of an examination. */
export interface Finding {
  /** What it is about: `configuration`, `files`, an instance such as `vault.dr`, `secrets`. */
  readonly area: string;
  readonly subject: string;
  /** `skipped`: it could not be looked at, or there is nothing to look at, and that is no fault. */
  readonly status: "ok" | "warning" | "error" | "skipped";
  /** What was seen. Never a value. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A failure as a line of the examination. */
export function failed(area: string, subject: string, error: unknown): Finding {
  if (!isSecretError(error)) {
    return {
      area,
      subject,
      status: "error",
      message: describeFailure(error).join(" "),
      fix: "see claviger --help",
    };
  }
  const { problem, code, hint = "see the error's documentation" } = error;
  return { area, subject, status: "error", message: `${problem} (${code})`, fix: hint };
}
