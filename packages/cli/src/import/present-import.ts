import { relative } from "node:path";
import type { Terminal } from "../terminal/terminal.ts";
import { printable } from "../output/printable.ts";
import { countWords, presentRows, type Row } from "../transfer/present-rows.ts";
import type { Outcome } from "../transfer/write-job.ts";
import type { Imported, ImportPlan, Rewritten } from "./import-plan.ts";

/** What would be done, as text: every entry of the file, where it goes and why. */
export function presentPlan(plan: ImportPlan, terminal: Terminal): string {
  const { source, instance, environment, choices, transfer, moved, unplaced } = plan;
  const findings = new Map(transfer.findings.map((finding) => [finding.entry.name, finding]));
  const rows = choices.map((choice): Row => {
    const { name, reason } = choice;
    if (!choice.moved) return { word: "stays", name, note: reason };
    const finding = findings.get(name);
    return { word: finding?.action ?? "failed", name, place: finding?.reference, note: reason };
  });
  const counts = countWords(
    rows.map(({ word }) => word),
    {
      create: "to create",
      update: "to update",
      replace: `to replace (unknown: ${instance.id} is write-only)`,
      same: "the same",
      stays: "stay in the file",
      failed: "cannot be imported",
    },
  );
  const isWork = moved.length > unplaced.length;
  const next = plan.apply || !isWork ? "" : " Nothing was written: --apply does it.";
  const titles = `${printable(source.title)} to ${instance.id} in ${printable(environment)}:`;
  return lines([titles, ...presentRows(rows, terminal), `${counts || "Nothing to import"}.${next}`]);
}

/** What was done, as text. */
export function presentImported(plan: ImportPlan, imported: Imported, terminal: Terminal): string {
  const { outcomes, rewritten, failed } = imported;
  const rows = failed ? presentRows(outcomes.map(rowOf), terminal) : [];
  const counts = countWords(
    outcomes.map(({ result }) => result),
    {
      verified: "written, read back and the same",
      unknown: "written (unknown: write-only, it cannot be read back)",
      same: "there already",
      failed: "not written",
    },
  );
  const summary = counts === "" ? [] : [`${capitalised(counts)}.`];
  return lines([...rows, ...summary, ...(rewritten ? presentRewritten(plan, rewritten) : [])]);
}

function rowOf({ finding, result }: Outcome): Row {
  return { word: result, name: finding.entry.name, place: finding.reference };
}

function presentRewritten({ source }: ImportPlan, { references, backup, plainBackups }: Rewritten): string[] {
  const title = printable(source.title);
  const first =
    references === 0
      ? `${title} holds the references already.`
      : `${title} has references in place of ${references} values.`;
  const kept = backup?.encrypted ? [`The file as it was: ${shown(backup.path)} (encrypted with age).`] : [];
  const open = plainBackups.map(
    (path) =>
      `The file as it was, IN PLAIN TEXT: ${shown(path)}. Delete it when the application runs: rm ${shown(path)}`,
  );
  return [first, ...kept, ...open];
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return printable(short.startsWith("..") ? path : short);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
