import { failureJson } from "../output/describe-failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countWords, presentRows } from "../transfer/present-rows.ts";
import type { Plan } from "../transfer/transfer.ts";
import type { Outcome } from "../transfer/write-job.ts";

/** What would be copied, as text. */
export function presentCopyPlan(
  { findings }: Plan,
  { terminal, apply }: { readonly terminal: Terminal; readonly apply: boolean },
): string {
  const rows = findings.map(({ action, entry, reference }) => ({
    word: action,
    name: entry.name,
    place: reference,
  }));
  const counts = countWords(
    rows.map(({ word }) => word),
    {
      create: "to create",
      update: "to update",
      replace: "to replace (unknown: write-only)",
      same: "the same",
      failed: "cannot be copied",
    },
  );
  const next = apply || rows.length === 0 ? "" : " Nothing was written: --apply does it.";
  return text([...presentRows(rows, terminal), `${counts || "Nothing to copy"}.${next}`]);
}

/** What was copied, as text. */
export function presentCopied(outcomes: readonly Outcome[], terminal: Terminal): string {
  const failed = outcomes.some(({ result }) => result === "failed");
  const rows = outcomes.map(({ result, finding }) => ({
    word: result,
    name: finding.entry.name,
    place: finding.reference,
  }));
  const counts = countWords(
    rows.map(({ word }) => word),
    {
      verified: "written, read back and the same",
      unknown: "written (unknown: write-only, it cannot be read back)",
      same: "there already",
      failed: "not written",
    },
  );
  return text([...(failed ? presentRows(rows, terminal) : []), ...(counts === "" ? [] : [`${counts}.`])]);
}

/** A plan and what came of it, as one line of JSON. Never a value. */
export function copyJson({ findings }: Plan, outcomes: readonly Outcome[] | undefined): string {
  const results = new Map(outcomes?.map((outcome) => [outcome.finding, outcome]));
  const secrets = findings.map((finding) => {
    const outcome = results.get(finding);
    const error = outcome?.error ?? (finding.action === "failed" ? finding.error : undefined);
    return {
      name: finding.entry.name,
      action: finding.action,
      reference: finding.reference,
      result: outcome?.result,
      ...(error !== undefined && { error: failureJson(error) }),
    };
  });
  return `${JSON.stringify({ applied: outcomes !== undefined, secrets })}\n`;
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
