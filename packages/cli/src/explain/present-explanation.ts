import type { Attempt, Explanation } from "@claviger/core";
import { alignColumns } from "../output/align-columns.ts";
import { printable } from "../output/printable.ts";

/** A resolution as lines: the links in their order with the winner marked, then the reason and the next step. */
export function presentExplanation(explanation: Explanation, environment: string): string[] {
  const { name, outcome, reason, attempts, error } = explanation;
  const winner = outcome === "found" ? attempts.findLast(({ answer }) => answer === "found") : undefined;
  const links = alignColumns(attempts.map((attempt) => linkRow(attempt, attempt === winner)));
  const next = error?.hint === undefined ? [] : [`Next: ${printable(error.hint)}`];
  const degraded = explanation.degraded ? ["Degraded: a failure was stepped past."] : [];
  return [
    `${printable(name)} in ${printable(environment)}: ${outcome.replaceAll("_", " ")}`,
    ...links,
    capitalised(printable(`${reason}.`)),
    ...degraded,
    ...next,
  ];
}

function linkRow(
  { provider, answer, location, ms, detail, version, cached }: Attempt,
  won: boolean,
): string[] {
  const asked = answer !== "not_asked" && answer !== "cannot_hold";
  const notes = [version && `version ${version}`, cached && "cached", detail];
  return [
    won ? "  *" : "   ",
    provider,
    answer.replaceAll("_", " "),
    asked ? `${ms.toFixed(1)} ms` : "",
    location ?? "",
    notes.filter(Boolean).join(", "),
  ].map(printable);
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
