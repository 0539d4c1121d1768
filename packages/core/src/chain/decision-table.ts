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

const next: Row = { layer: "next", member: "next" };
const stop: Row = { layer: "stop", member: "stop" };
const outage: Row = { layer: "past-outage", member: "past", transient: true };
const refusal: Row = { layer: "past-refusal", member: "past-refusal" };

/** What is done with each answer of a link. The documentation's table is this one. */
export const decisionTable: Readonly<Record<Exclude<Attempt["answer"], "not_asked">, Row>> = {
  found: { layer: "use", member: "use" },
  absent: next,
  cannot_hold: next,
  unsupported: next,
  deleted: next,
  field_not_found: stop,
  version_not_found: stop,
  disabled: stop,
  decode: stop,
  conflict: stop,
  throttled: outage,
  unavailable: outage,
  timeout: outage,
  denied: refusal,
  auth_failed: refusal,
  not_configured: stop,
  invalid_ref: stop,
  invalid_value: stop,
  aborted: stop,
  internal: stop,
  not_found: stop,
};

/** Whether the next one is asked after a failure. */
export function mayStepPast(decision: Decision, fallback: Fallback): boolean {
  if (decision === "past") return true;
  if (decision === "past-outage") return fallback !== "never";
  return decision === "past-refusal" && fallback === "any";
}
