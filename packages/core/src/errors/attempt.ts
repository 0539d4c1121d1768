import type { ErrorCode } from "./error-code.ts";

/** What a link of the chain answered. */
export type AttemptAnswer =
  | "found"
  /** The store has no such secret. */
  | "absent"
  /** The provider cannot hold a secret of that name, or the manifest does not let it: it was not asked. */
  | "cannot_hold"
  /** A link before it won. */
  | "not_asked"
  /** `not_found`: a reference that the link holds leads to a secret that does not exist. */
  | ErrorCode;

/** One link of the chain and how it answered: a line of a trace, of `explain` and of a chain's error. */
export interface Attempt {
  /** The instance: `env`, `aws.main`. */
  readonly provider: string;
  /** Where it looked, such as `gaara-store/production/database-url` or `secret/imip/production#MONGO_URI`. */
  readonly location?: string | undefined;
  readonly answer: AttemptAnswer;
  /** Whether the answer came from the cache. */
  readonly cached: boolean;
  /** The value is past its TTL: the store could not be had. */
  readonly stale?: boolean | undefined;
  /** How long the link took, in milliseconds. */
  readonly ms: number;
  /** More of it in words: the line of a file, why it was not asked, the error's problem and hint. */
  readonly detail?: string | undefined;
  /** The version that was read, where the store has versions. */
  readonly version?: string | undefined;
}
