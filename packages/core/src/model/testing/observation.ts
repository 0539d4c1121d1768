import type { ErrorCode } from "../../errors/error-code.ts";

/** What a modelled store said of one key. */
export type Said =
  | { readonly kind: "value"; readonly tag: string }
  /** It has no such secret, or the secret lacks the field. */
  | { readonly kind: "absent"; readonly inBundle: boolean }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** One answer that a store gave to somebody who was still waiting for it. Moments are counted, so that none are alike. */
export interface Observation {
  readonly said: Said;
  /** When the call came. */
  readonly asked: number;
  /** When it was answered. */
  readonly answered: number;
  /** When it was answered, in milliseconds. */
  readonly at: number;
  /** No other call for the same key was under way meanwhile: this answer was surely the location's own. */
  readonly alone: boolean;
}

/** Counts moments. */
export class Moments {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  next(): number {
    return ++this.#count;
  }
}

const gone: ReadonlySet<ErrorCode> = new Set(["denied", "auth_failed", "deleted", "disabled"]);
const passing: ReadonlySet<ErrorCode> = new Set(["throttled", "unavailable", "timeout"]);

/** Whether a failure may pass by itself. */
export function isPassing(code: ErrorCode): boolean {
  return passing.has(code);
}

/** Whether after it nothing that was known before may be given any more. */
export function endsWhatWasKnown(said: Said): boolean {
  return said.kind === "absent" || (said.kind === "failed" && gone.has(said.code));
}

/** Whether it is a definite "not there". */
export function isAbsence(said: Said): boolean {
  return said.kind === "absent" || (said.kind === "failed" && said.code === "deleted");
}

/** Whether the store said something about the secret, rather than failing to. */
export function isDefinite(said: Said): boolean {
  return said.kind !== "failed" || !passing.has(said.code);
}
