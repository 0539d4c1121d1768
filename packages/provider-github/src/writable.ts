import { type Location, type PutOptions, SecretError, type WritableValue } from "@claviger/core/provider";

/** GitHub's bound: 48 KB. */
export const maxBytes = 48 * 1024;

/** @throws SecretError `invalid_value`, for what GitHub cannot hold */
export function textToWrite(value: WritableValue): string {
  if (value.type !== "text") {
    throw invalid(
      `a secret of GitHub is a text, and this is ${value.type}`,
      value.type === "bytes"
        ? "write it in base64, and decode it in the workflow"
        : "write each field as a secret of its own: GitHub cannot redact the values inside of JSON from logs",
    );
  }
  const { text } = value;
  if (!text.isWellFormed()) {
    throw invalid(
      "the text has half of a surrogate pair, which no encoding can hold",
      "write well-formed Unicode",
    );
  }
  const size = Buffer.byteLength(text);
  if (size > maxBytes) {
    throw invalid(
      `the value has ${size} bytes, and GitHub holds ${maxBytes} at most`,
      "keep it encrypted in the repository, and its key as the secret",
    );
  }
  return text;
}

/** @throws SecretError `unsupported`, for what GitHub cannot promise */
export function refuseConditions({ field, version }: Location, { ifVersion, stage }: PutOptions = {}): void {
  const asked = [
    field !== undefined && "fields",
    version !== undefined && "versions",
    ifVersion !== undefined && "writes that depend on a version",
    stage !== undefined && "stages",
  ].find((what) => what !== false);
  if (asked === undefined) return;
  throw new SecretError("unsupported", `GitHub has no ${asked}`, {
    hint: "write or delete the secret as a whole",
  });
}

function invalid(problem: string, hint: string): SecretError {
  return new SecretError("invalid_value", problem, { hint });
}
