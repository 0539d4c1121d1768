import { failureJson } from "../output/describe-failure.ts";
import type { Imported, ImportPlan } from "./import-plan.ts";

/** A plan and what came of it, as one line of JSON. Never a value. */
export function importJson(plan: ImportPlan, imported: Imported | undefined): string {
  const { source, instance, environment, choices, transfer, unplaced } = plan;
  const findings = new Map(transfer.findings.map((finding) => [finding.entry.name, finding]));
  const outcomes = new Map(imported?.outcomes.map((outcome) => [outcome.finding.entry.name, outcome]));
  const unplacedErrors = new Map(unplaced.map(({ subject, error }) => [subject, error]));
  const secrets = choices.map(({ name, line, moved, reason }) => {
    const finding = findings.get(name);
    const outcome = outcomes.get(name);
    const failed = finding?.action === "failed" ? finding.error : unplacedErrors.get(name);
    const error = outcome?.result === "failed" ? outcome.error : failed;
    return {
      name,
      line,
      reason,
      action: moved ? (finding?.action ?? "failed") : "stays",
      reference: finding?.reference,
      result: outcome?.result,
      ...(error !== undefined && { error: failureJson(error) }),
    };
  });
  const { rewritten } = imported ?? {};
  const result = {
    file: source.title,
    to: instance.id,
    environment,
    applied: imported !== undefined,
    secrets,
    ...(rewritten && { rewritten: rewrittenJson(rewritten) }),
  };
  return `${JSON.stringify(result)}\n`;
}

function rewrittenJson({ references, backup, plainBackups }: NonNullable<Imported["rewritten"]>): unknown {
  return { references, backup, toBeDeleted: plainBackups };
}
