/** What a provider can do, so that it is decided offline. */
export interface Capabilities {
  /** The kinds of value that the store returns. */
  readonly values: readonly ("text" | "bytes" | "fields")[];
  /** `none`; `ids` (numbered or named versions); `stages` (ids and labels that move between them). */
  readonly versions: "none" | "ids" | "stages";
  /** Reads; a write-only store (`false`) is left out of a read chain when it is planned. @default true */
  readonly read?: boolean;
  /** Can `put`. @default false */
  readonly write?: boolean;
  /** Writes can be conditional on the version that was read. @default false */
  readonly cas?: boolean;
  /** The largest value in bytes, where the store has a bound. */
  readonly maxBytes?: number;
  /** How many secrets `getMany` takes in one call; without it the number is not bounded. */
  readonly batchSize?: number;
  /** Answers may be `reference` records: the store is configuration. @default false */
  readonly references?: boolean;
}
