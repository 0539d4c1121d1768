import type { Lease } from "./lease.ts";

/** What a store holds under one location. */
export type SecretValue =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  /**
   * Several named values. Each is text: JSON numbers and booleans as their source text, objects and arrays as JSON,
   * `null` left out. `fieldsFromJson` makes them.
   */
  | { readonly type: "fields"; readonly fields: Readonly<Record<string, string>> }
  /** A `secret://` reference. Only a provider whose store is configuration (env) may answer with one. */
  | { readonly type: "reference"; readonly reference: string };

/** One stored value and what is known about it. */
export interface SecretRecord {
  /** The canonical id of the secret in this store: the same for a name and its ARN, so that both are one cache entry. */
  readonly id: string;
  readonly value: SecretValue;
  /** The immutable id of this value. Never derived from the value, unless by HMAC with a key of this process. */
  readonly version?: string;
  /** The stages that point at it now. */
  readonly stages?: readonly string[];
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  readonly lease?: Lease;
  /** Tags, content type and the like. Never a value. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** More of where it was found, for traces: `DATABASE_URL in .env.local:3`. Never a value. */
  readonly source?: string;
}

/** What is known about a secret without its value, for `list` and `versions`. */
export interface SecretInfo {
  /** The path of the secret, as `parse` takes it. */
  readonly path: string;
  readonly version?: string;
  readonly stages?: readonly string[];
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
  readonly expiresAt?: Date;
  readonly deletedAt?: Date;
  readonly disabled?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}
