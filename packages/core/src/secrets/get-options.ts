/** How one read is done. */
export interface ReadOptions {
  /**
   * Ask the store even if the answer is cached. Its failure leaves what is cached as it was, unless it is a denial.
   * @default false
   */
  readonly refresh?: boolean | undefined;
  /** This immutable version. Not together with `stage`. */
  readonly version?: string | undefined;
  /** The version that this label points at: `current`, `previous`, `pending`, or the store's own. */
  readonly stage?: string | undefined;
  /** Ends the wait with `aborted`. Other callers of the same secret are not affected. */
  readonly signal?: AbortSignal | undefined;
}

/** How a missing secret is answered. A failure is never taken for a missing secret. */
export interface GetOptions extends ReadOptions {
  /** Given when every layer that was asked is definitely without the secret. */
  readonly default?: string | undefined;
  /** `false`: `undefined` in that case, instead of a `not_found` error. @default true */
  readonly required?: boolean | undefined;
}

/** How a bundle is read. */
export interface BundleOptions extends ReadOptions {
  /**
   * Only these fields, each of them required. With it a store without bundles (env) can answer too, if it has a secret
   * of every one of these names.
   */
  readonly fields?: readonly string[] | undefined;
}
