import type { SecretInfo } from "../contract/secret-record.ts";
import type { PutOptions, StageMove } from "../contract/write.ts";

/** What can be stored: text, bytes, or the fields of a secret that has several. */
export type NewValue = string | Uint8Array | Readonly<Record<string, string>>;

/** What every call that changes or lists a store takes. */
export interface OperationOptions {
  /** Ends the wait with `aborted`. Whether a write that was under way was done is not known then. */
  readonly signal?: AbortSignal | undefined;
}

/** How a secret is written. */
export interface SetOptions extends OperationOptions {
  /** Only if this is still the current version, else `conflict`. `unsupported` where the store cannot tell. */
  readonly ifVersion?: PutOptions["ifVersion"] | undefined;
  /** Only if there is no such secret, else `conflict`. */
  readonly ifAbsent?: PutOptions["ifAbsent"] | undefined;
  /** The stage that the new version gets, such as `pending`. @default the store's own for "current" */
  readonly stage?: PutOptions["stage"] | undefined;
  /** Tags, content type and the like, where the store keeps such. Never a value. */
  readonly metadata?: PutOptions["metadata"] | undefined;
}

/** How a secret is deleted. */
export interface DeleteSecretOptions extends OperationOptions {
  /** Only this version. */
  readonly version?: string | undefined;
  /** For good, where the store tells that from a deletion that can be undone. @default false */
  readonly purge?: boolean | undefined;
}

/** How a deleted secret is brought back. */
export interface RestoreOptions extends OperationOptions {
  /** This version. @default the store's own choice: the newest */
  readonly version?: string | undefined;
}

/** How a stage is moved. */
export interface SetStageOptions extends OperationOptions, StageMove {}

/** Which secrets are listed. */
export interface ListOptions extends OperationOptions {
  /** Only this instance: `aws`, `vault.dr`; the prefix is then a path of its own. @default every link that can list */
  readonly provider?: string | undefined;
}

/** What was changed, and where. */
export interface Written {
  /** The instance: `aws`, `vault.dr`. */
  readonly provider: string;
  /** The secret, or its field: `secret://vault/secret/app?field=TOKEN`. */
  readonly reference: string;
  /** The version that is there now, where the store has versions and told it. */
  readonly version?: string | undefined;
  /** The other members of its replica group, which were not written to. */
  readonly notWritten: readonly string[];
}

/** A secret, or one version of it, in a listing. Never its value. */
export interface ListedSecret extends SecretInfo {
  readonly provider: string;
  /** The secret, as every method takes it. */
  readonly reference: string;
}
