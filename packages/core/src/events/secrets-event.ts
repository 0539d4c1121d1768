import type { ErrorCode } from "../errors/error-code.ts";

/** What happened, for logs and metrics. No event ever holds a value. */
export type SecretsEvent =
  /** A secret was handed out. */
  | {
      readonly type: "resolved";
      readonly name: string;
      readonly provider: string;
      readonly location: string;
      readonly cached: boolean;
      /** Answered, but only by stepping past a failure. */
      readonly degraded: boolean;
      readonly version?: string;
      /** How long it took, in milliseconds. */
      readonly ms: number;
    }
  /** The default was handed out: every link was definitely absent. */
  | { readonly type: "defaulted"; readonly name: string; readonly ms: number }
  /** A secret could not be had. */
  | { readonly type: "failed"; readonly name: string; readonly code: ErrorCode; readonly ms: number }
  /** A failing link was stepped past, as `fallback` allows. */
  | { readonly type: "fallback"; readonly name: string; readonly provider: string; readonly code: ErrorCode }
  /** Something the operator should know, once per instance and code. `code` starts with `CLAVIGER_`. */
  | { readonly type: "warning"; readonly code: string; readonly message: string; readonly provider?: string }
  | { readonly type: "closed" };
