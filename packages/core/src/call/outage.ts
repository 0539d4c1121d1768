import { decisionTable } from "../chain/decision-table.ts";
import type { ErrorCode } from "../errors/error-code.ts";

/** Whether a failure is one that may pass by itself: it is retried, and a stale value may be served for it. */
export function isTransient(code: ErrorCode): boolean {
  return decisionTable[code].transient === true;
}

/** Whether a failure says that the store is not there. One that asks for fewer requests is. */
export function isOutage(code: ErrorCode): boolean {
  return code === "unavailable" || code === "timeout";
}
