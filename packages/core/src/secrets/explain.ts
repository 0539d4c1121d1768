import { notFound } from "../chain/chain-error.ts";
import type { Link } from "../chain/link.ts";
import type { Query } from "../chain/query.ts";
import type { Resolution } from "../chain/resolution.ts";
import type { Attempt } from "../errors/attempt.ts";
import type { Explanation } from "./explanation.ts";

/** Turns a resolution into what a person needs to understand it. */
export function explain(query: Query, resolution: Resolution, links: readonly Link[]): Explanation {
  const attempts = [...resolution.attempts, ...notAsked(resolution, links)];
  const common = { name: query.asked, attempts };
  if (resolution.status === "found") {
    const { winner, degraded } = resolution;
    return { ...common, outcome: "found", provider: winner.provider, reason: whyItWon(resolution), degraded };
  }
  if (resolution.status === "absent") {
    const reason = "every link that was asked answered, and none has it";
    return { ...common, outcome: "not_found", reason, degraded: false, error: notFound(query, attempts) };
  }
  const { error } = resolution;
  const reason = `${error.provider ?? "a link"} failed (${error.code}), and the chain may not step past that`;
  return { ...common, outcome: "failed", reason, degraded: false, error };
}

function notAsked({ attempts }: Resolution, links: readonly Link[]): Attempt[] {
  const asked = new Set(attempts.map(({ provider }) => provider));
  return links
    .filter(({ id }) => !asked.has(id))
    .map(({ id }) => ({ provider: id, answer: "not_asked", cached: false, ms: 0 }) as const);
}

function whyItWon({ winner, degraded, attempts }: Extract<Resolution, { status: "found" }>): string {
  const before = attempts.slice(0, attempts.indexOf(winner));
  if (before.length === 0 && winner.stale) {
    return `${winner.provider} has it, with a value past its TTL, since its store cannot be had`;
  }
  if (before.length === 0) return `${winner.provider} is the first that is asked, and has it`;
  const passed = before
    .map(({ provider, answer }) => `${provider} (${answer.replaceAll("_", " ")})`)
    .join(", ");
  const how = winner.stale
    ? "with a value past its TTL"
    : degraded
      ? "by stepping past a failure"
      : "in its turn";
  return `${winner.provider} has it, and answered ${how}, after ${passed}`;
}
