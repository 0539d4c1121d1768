import type { Attempt } from "../errors/attempt.ts";

/** How far the chain may step past a failure. */
export type Fallback = "never" | "unavailable" | "any";

export const fallbacks = ["never", "unavailable", "any"] as const satisfies readonly Fallback[];

/**
 * - `use`: this is the answer.
 * - `next`: the link definitely has nothing; ask the next one.
 * - `stop`: the chain fails with this.
 * - `past-outage`, `past-refusal`: a failure, stepped past only where `fallback` is at least `unavailable`, or `any`.
 */
type Decision = "use" | "next" | "stop" | "past-outage" | "past-refusal";

/** What a chain of layers does with each answer of a link. The documentation's table is this one. */
export const decisionTable: Readonly<Record<Exclude<Attempt["answer"], "not_asked">, Decision>> = {
  found: "use",
  absent: "next",
  cannot_hold: "next",
  unsupported: "next",
  deleted: "next",
  field_not_found: "stop",
  version_not_found: "stop",
  disabled: "stop",
  decode: "stop",
  conflict: "stop",
  throttled: "past-outage",
  unavailable: "past-outage",
  timeout: "past-outage",
  denied: "past-refusal",
  auth_failed: "past-refusal",
  not_configured: "stop",
  invalid_ref: "stop",
  invalid_value: "stop",
  aborted: "stop",
  internal: "stop",
  not_found: "stop",
};

/** Whether the chain goes on after a failure. */
export function mayStepPast(decision: Decision, fallback: Fallback): boolean {
  if (decision === "past-outage") return fallback !== "never";
  return decision === "past-refusal" && fallback === "any";
}
