/** What can be written. */
export type WritableValue =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "fields"; readonly fields: Readonly<Record<string, string>> };

export interface PutOptions {
  /** Write only if this is still the current version; else `conflict`. */
  readonly ifVersion?: string;
  /** Write only if there is no such secret; else `conflict`. */
  readonly ifAbsent?: boolean;
  /** The stage that the new version gets. @default the store's own for "current" */
  readonly stage?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface DeleteOptions {
  /** Only this version. */
  readonly version?: string;
  /** For good, where the store tells the two apart. @default false */
  readonly purge?: boolean;
}

/** A stage's move between versions; `from` makes it conditional. */
export interface StageMove {
  readonly from?: string;
  readonly to: string;
}
