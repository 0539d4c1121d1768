import type { Attempt } from "../../errors/attempt.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import type { Reading } from "./program.ts";

/** How a read ended. */
export type Outcome =
  | { readonly kind: "value"; readonly tag: string }
  /** The default, or nothing where it was not required. */
  | { readonly kind: "nothing" }
  | {
      readonly kind: "failed";
      readonly code: ErrorCode;
      readonly provider: string | undefined;
      readonly attempts: readonly Attempt[];
    };

/** One read of a program. */
export interface Read {
  readonly name: string;
  readonly how: Reading;
  /** The moment at which it began, and the last clear of its name before that. */
  readonly began: number;
  /** When the first refresh began that was under way then, or this read itself: a refresh may join another. */
  readonly refreshSince: number;
  readonly clearedAt: number;
  /** By store: when its secret was last written or deleted through the chain before that. */
  readonly changedAt: ReadonlyMap<string, number>;
  /** When it began, in milliseconds. */
  readonly startedAt: number;
  readonly abort: AbortController;
  /** Whether the chain was closed before it ended. */
  closed: boolean;
}

/** A read that ended. */
export interface Ended {
  readonly read: Read;
  readonly outcome: Outcome;
  readonly ended: number;
  readonly endedAt: number;
  /** The last clear or change of any name before that: names may share a place. */
  readonly anyClearedAt: number;
}
