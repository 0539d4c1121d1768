/**
 * Why a secret could not be had. The list is closed: a provider maps every error of its back end to one of these,
 * in one table. What each means and what to do about it is in `docs/errors.md`.
 */
export type ErrorCode =
  /** The secret is there; the field that the caller wrote is not in it. */
  | "field_not_found"
  /** The secret is there; the version or stage that the caller pinned is not. */
  | "version_not_found"
  /** The secret was deleted and may be recoverable. */
  | "deleted"
  /** The secret exists and is switched off, expired or not yet valid. */
  | "disabled"
  /** An option is missing or wrong, or the store, mount, vault or namespace that it names does not exist. */
  | "not_configured"
  /** An authority answered and refused the credentials, or this process never had any. */
  | "auth_failed"
  /** The identity is known and is not allowed to do this. */
  | "denied"
  /** The store asked for fewer requests. */
  | "throttled"
  /** The store, or the source of credentials, cannot be reached or answers garbage. */
  | "unavailable"
  /** No answer within the time that was left. */
  | "timeout"
  /** Two stored names match the one asked for, or a write met another one. */
  | "conflict"
  /** The reference or name is not well formed. */
  | "invalid_ref"
  /** The value to be written is not one that the store can hold. */
  | "invalid_value"
  /** The stored value is not what was asked for: not UTF-8, not a JSON object, several fields. */
  | "decode"
  /** The provider cannot do this at all. */
  | "unsupported"
  /** The caller's signal was aborted, or the instance was closed. */
  | "aborted"
  /** A defect of claviger or of a provider. */
  | "internal"
  /** Every link of the chain answered, and none has the secret. Only a whole chain says this, never a provider. */
  | "not_found";
