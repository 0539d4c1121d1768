import type { Attempt } from "../errors/attempt.ts";

/** How far the chain may step past a failure. */
export type Fallback = "never" | "unavailable" | "any";

export const fallbacks = ["never", "unavailable", "any"] as const satisfies readonly Fallback[];

/**
 * - `use`: this is the answer.
 * - `next`: the link definitely has nothing; ask the next one.
 * - `stop`: the chain fails with this.
 * - `past`: a failure that the next one is asked after.
 * - `past-outage`, `past-refusal`: a failure that the next one is asked after only where `fallback` is at least
 *   `unavailable`, or `any`.
 */
export type Decision = "use" | "next" | "stop" | "past" | "past-outage" | "past-refusal";

interface Row {
  /** Between the layers of a chain. */
  readonly layer: Decision;
  /** Between the members of a replica group. */
  readonly member: Decision;
  /** Made again within the link's time, and a value past its TTL may be served for it. */
  readonly transient?: true;
}

/** What is done with each answer of a link. The documentation's table is this one. */
export const decisionTable: Readonly<Record<Exclude<Attempt["answer"], "not_asked">, Row>> = {
  found: { layer: "use", member: "use" },
  absent: { layer: "next", member: "next" },
  cannot_hold: { layer: "next", member: "next" },
  unsupported: { layer: "next", member: "next" },
  deleted: { layer: "next", member: "next" },
  field_not_found: { layer: "stop", member: "stop" },
  version_not_found: { layer: "stop", member: "stop" },
  disabled: { layer: "stop", member: "stop" },
  decode: { layer: "stop", member: "stop" },
  conflict: { layer: "stop", member: "stop" },
  throttled: { layer: "past-outage", member: "past", transient: true },
  unavailable: { layer: "past-outage", member: "past", transient: true },
  timeout: { layer: "past-outage", member: "past", transient: true },
  denied: { layer: "past-refusal", member: "past-refusal" },
  auth_failed: { layer: "past-refusal", member: "past-refusal" },
  not_configured: { layer: "stop", member: "stop" },
  invalid_ref: { layer: "stop", member: "stop" },
  invalid_value: { layer: "stop", member: "stop" },
  aborted: { layer: "stop", member: "stop" },
  internal: { layer: "stop", member: "stop" },
  not_found: { layer: "stop", member: "stop" },
};

/** Whether the next one is asked after a failure. */
export function mayStepPast(decision: Decision, fallback: Fallback): boolean {
  if (decision === "past") return true;
  if (decision === "past-outage") return fallback !== "never";
  return decision === "past-refusal" && fallback === "any";
}
