/** Which of a secret's values: a version's immutable id, or the stage that points at one. */
export type VersionReference = { readonly version: string } | { readonly stage: string };

/**
 * Where one provider keeps a secret. `path` and `version` are the key of the cache; `field` is cut by core after the
 * read, so that a hundred fields of one secret are one read.
 */
export interface Location {
  /** In the provider's own words: `gaara-store/production/database-url`, an ARN, `secret/imip/production`. */
  readonly path: string;
  /**
   * The value inside a secret that holds several. A field that starts with `/` is a JSON Pointer (RFC 6901).
   */
  readonly field?: string | undefined;
  /**
   * The naming rule chose the field, not the caller: it is matched exactly, then folded, and when it is missing the
   * name is absent here. A field that the caller wrote is matched exactly, and missing is `field_not_found`.
   */
  readonly derived?: true | undefined;
  readonly version?: VersionReference | undefined;
  /** Every read makes a new value (dynamic credentials): never cached by TTL, retried after it was sent, or read by `explain`. */
  readonly mints?: true | undefined;
}

/** What the chain asks of `locate`. */
export interface Ask {
  /** The name as the application spelled it. */
  readonly name: string;
  /** `value`: one string. `bundle`: a secret with several fields, read whole. */
  readonly as: "value" | "bundle";
}
