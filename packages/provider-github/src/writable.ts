import { type Location, type PutOptions, SecretError, type WritableValue } from "@claviger/core/provider";
import type { Scope } from "./scope.ts";
import { type Audience, isVisibility, visibilities } from "./visibility.ts";

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

/**
 * Who is to get the secret, by `metadata`: `visibility`, and for `selected` the repositories' ids in
 * `selected_repository_ids`, separated by commas.
 *
 * @returns `undefined` where the caller leaves it as it is
 * @throws SecretError `unsupported`, `invalid_value`
 */
export function audienceIn(metadata: PutOptions["metadata"] = {}, { kind }: Scope): Audience | undefined {
  const { visibility, selected_repository_ids: ids, ...others } = metadata;
  const unknown = Object.keys(kind === "organization" ? others : metadata);
  if (unknown.length > 0) {
    throw new SecretError("unsupported", `GitHub keeps no ${unknown.join(", ")} with that secret`, {
      hint: "visibility and selected_repository_ids are kept with an organisation's secrets, and nothing else is",
    });
  }
  if (visibility === undefined && ids === undefined) return undefined;
  const chosen = visibility ?? "selected";
  if (!isVisibility(chosen)) throw unusable(`visibility is one of ${visibilities.join(", ")}`);
  if ((chosen === "selected") !== (ids !== undefined)) {
    throw unusable("selected_repository_ids are given with the visibility selected, and with no other");
  }
  const repositories = (ids ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (!repositories.every((id) => /^\d{1,15}$/.test(id)))
    throw unusable("selected_repository_ids are numbers");
  return { visibility: chosen, repositories: repositories.map(Number) };
}

function unusable(rule: string): SecretError {
  return invalid("that metadata cannot be kept", rule);
}

function invalid(problem: string, hint: string): SecretError {
  return new SecretError("invalid_value", problem, { hint });
}
