import { failureJson } from "../output/describe-failure.ts";
import type { Sides } from "../sides/side.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countWords, presentRows } from "../transfer/present-rows.ts";
import type { Comparison, FieldDifference } from "./compare.ts";

/** Comparisons as text: what is the same is counted and not listed. */
export function presentDiff(comparisons: readonly Comparison[], terminal: Terminal): string {
  const rows = comparisons
    .filter(({ result }) => result !== "same" && result !== "absent")
    .map(({ pair, result, fields, shown }) => ({
      word: result,
      name: pair.name,
      place: pair.to,
      note: result === "unknown" ? "write-only" : (fields?.map(fieldText).join(", ") ?? arrow(shown)),
    }));
  const counts = countWords(
    comparisons.map(({ result }) => result),
    {
      same: "the same",
      differs: "differ",
      missing: "missing on the second side",
      extra: "on the second side alone",
      unknown: "unknown (write-only)",
      absent: "on neither side",
      failed: "could not be compared",
    },
  );
  return [...presentRows(rows, terminal), `${counts || "Nothing to compare"}.`]
    .map((line) => `${line}\n`)
    .join("");
}

/** Comparisons as one line of JSON: no values, and no masks. */
export function diffJson(comparisons: readonly Comparison[], { from, to }: Sides): string {
  const secrets = comparisons.map(({ pair, result, fields, error }) => ({
    ...pair,
    result,
    fields: fields?.map(({ field, result }) => ({ field, result })),
    ...(error !== undefined && { error: failureJson(error) }),
  }));
  return `${JSON.stringify({ fromEnvironment: from.environment, toEnvironment: to.environment, secrets })}\n`;
}

function fieldText({ field, result, shown }: FieldDifference): string {
  return `${field} ${[result, arrow(shown)].filter(Boolean).join(" ")}`;
}

function arrow(shown: readonly [string, string] | undefined): string {
  return shown ? `${shown[0]} → ${shown[1]}` : "";
}
