import type { Tag } from "@aws-sdk/client-secrets-manager";
import type { ProviderReport } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import type { SecretInput } from "./secret-input.ts";

/** One version that is to be written. */
export interface SecretWrite {
  readonly path: string;
  /** The new version's id, and the token that makes a request that is sent twice one. */
  readonly id: string;
  readonly input: SecretInput;
  /** AWS's label of the stage that the version gets. */
  readonly label: string;
  readonly tags: readonly Tag[];
}

/** What a write is done with. */
export interface WriteContext {
  readonly aws: Ready;
  readonly report: (report: ProviderReport) => void;
  /** Of secrets that are created. */
  readonly kmsKeyId: string | undefined;
}
