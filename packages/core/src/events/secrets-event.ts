import type { ErrorCode } from "../errors/error-code.ts";

/** Which instance, and where in it. */
interface AtLocation {
  /** The instance: `aws`, `vault.dr`. */
  readonly provider: string;
  /** In the provider's own words, such as `gaara-store/production/database-url`. */
  readonly location: string;
}

/**
 * What happened, for logs, metrics and traces. No event ever holds a value. The first three are one for each read of the
 * application; the rest tell what was done for it.
 */
export type SecretsEvent =
  /** A secret was handed out. */
  | (AtLocation & {
      readonly type: "resolved";
      readonly name: string;
      /** Every store's answer came from its cache. */
      readonly cached: boolean;
      /** The value is past its TTL. */
      readonly stale: boolean;
      /** Answered, but only by stepping past a failure or by serving stale. */
      readonly degraded: boolean;
      readonly version?: string | undefined;
      /** How long it took, in milliseconds. */
      readonly ms: number;
    })
  /** The default, or nothing where it is not required, was handed out: every link was definitely absent. */
  | { readonly type: "defaulted"; readonly name: string; readonly ms: number }
  /** A secret could not be had. */
  | {
      readonly type: "failed";
      readonly name: string;
      readonly code: ErrorCode;
      /** The first link that failed, where one did. */
      readonly provider?: string | undefined;
      readonly ms: number;
    }
  /** A link's cache had the answer. */
  | (AtLocation & { readonly type: "hit" })
  /** A link's store had to be asked. */
  | (AtLocation & { readonly type: "miss" })
  /** A link failed, or took too long, and its cached value was served past its TTL. */
  | (AtLocation & {
      readonly type: "stale";
      readonly ageSeconds: number;
      readonly code?: ErrorCode | undefined;
    })
  /** A failing link was stepped past, as `fallback` or a replica group allows. */
  | { readonly type: "fallback"; readonly name: string; readonly provider: string; readonly code: ErrorCode }
  /** A call failed and is made again. */
  | (AtLocation & {
      readonly type: "retry";
      readonly code: ErrorCode;
      /** The attempt that failed: 1 is the first. */
      readonly attempt: number;
      /** How long it waits before the next, in milliseconds. */
      readonly delayMs: number;
    })
  /** A link's circuit breaker changed its state. */
  | { readonly type: "breaker"; readonly provider: string; readonly state: "open" | "half-open" | "closed" }
  /** A store answered with another value than the one that was cached. */
  | (AtLocation & { readonly type: "changed"; readonly version?: string | undefined })
  /** A secret was changed through claviger. */
  | (AtLocation & {
      readonly type: "written";
      readonly action: "set" | "delete" | "restore" | "stage";
      readonly version?: string | undefined;
    })
  /** The life of a lease. */
  | (AtLocation & {
      readonly type: "lease";
      readonly action: "made" | "renewed" | "lost" | "revoked";
      readonly expiresAt?: Date | undefined;
    })
  /** Something the operator should know, once per instance and code. `code` starts with `CLAVIGER_`. */
  | {
      readonly type: "warning";
      readonly code: string;
      readonly message: string;
      readonly provider?: string | undefined;
    }
  | { readonly type: "closed" };
