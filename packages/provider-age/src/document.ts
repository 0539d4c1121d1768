import type { WritableValue } from "@claviger/core/provider";

/** What the encrypted file holds, in memory. It is never changed: a write makes another. */
export interface Document {
  /** Counts the writes, so that versions of one file are in order. */
  readonly revision: number;
  /** The public keys that it was last encrypted to, where it was to keys. */
  readonly recipients?: readonly string[];
  /** By path. */
  readonly secrets: ReadonlyMap<string, StoredSecret>;
  /** Made by hand, a JSON object of names and values: it can be read, and is not changed. */
  readonly foreign?: true;
}

/** One secret with its history. */
export interface StoredSecret {
  /** The oldest first. */
  readonly versions: readonly StoredVersion[];
  /** The id of the version that each stage points at. */
  readonly stages: ReadonlyMap<string, string>;
  readonly deletedAt?: Date | undefined;
}

export interface StoredVersion {
  readonly id: string;
  readonly value: WritableValue;
  readonly createdAt?: Date | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export const emptyDocument: Document = { revision: 0, secrets: new Map() };
