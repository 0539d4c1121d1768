import type { Attempt, Explanation } from "@claviger/core";
import { alignColumns } from "../output/align-columns.ts";
import { printable } from "../output/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface ExplanationView {
  readonly environment: string;
  /** The other members of an instance's replica group. */
  readonly replicasOf: (instance: string) => readonly string[];
  readonly terminal: Pick<Terminal, "columns" | "style">;
}

/** One line of the tree, and what may stand below it where a terminal is narrow. */
interface Row {
  readonly cells: readonly string[];
  readonly below: string;
  readonly indent: string;
  readonly attempt?: Attempt;
}

/** A resolution as a tree: the layers in their order, the members of groups in theirs, the winner marked; then why it won. */
export function presentExplanation(explanation: Explanation, view: ExplanationView): string[] {
  const { name, outcome, reason, attempts, error } = explanation;
  const { terminal } = view;
  const winner = outcome === "found" ? attempts.findLast(({ answer }) => answer === "found") : undefined;
  const rows = treeRows(groupsOf(attempts, view), winner);
  const next = error?.hint === undefined ? [] : [`Next: ${printable(error.hint)}`];
  const degraded = explanation.degraded ? ["Degraded: a failure was stepped past."] : [];
  return [
    `${printable(name)} in ${printable(view.environment)}: ${outcome.replaceAll("_", " ")}`,
    ...lines(rows, terminal.columns).map((line) =>
      line.won ? terminal.style("bold", line.text) : line.text,
    ),
    capitalised(printable(`${reason}.`)),
    ...degraded,
    ...next,
  ];
}

/** The attempts by layer: those of one replica group together. */
function groupsOf(attempts: readonly Attempt[], { replicasOf }: ExplanationView): Attempt[][] {
  const groups: Attempt[][] = [];
  for (const attempt of attempts) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    // A member that was asked twice, the second time for its stale value, is a line of its own group too.
    const isSame =
      first !== undefined &&
      (first.provider === attempt.provider || replicasOf(first.provider).includes(attempt.provider));
    if (last && isSame) last.push(attempt);
    else groups.push([attempt]);
  }
  return groups;
}

function treeRows(groups: readonly (readonly Attempt[])[], winner: Attempt | undefined): Row[] {
  return groups.flatMap((group, index) => {
    const isLast = index === groups.length - 1;
    const [branch, trunk] = isLast ? ["└─ ", "   "] : ["├─ ", "│  "];
    const [only, ...others] = group;
    if (only && others.length === 0) return [attemptRow(only, { branch, trunk, winner })];
    const title = [...new Set(group.map(({ provider }) => provider))].join(" + ");
    const members = group.map((attempt, place) => {
      const last = place === group.length - 1;
      const inner = last ? ["└─ ", "   "] : ["├─ ", "│  "];
      return attemptRow(attempt, { branch: `${trunk}${inner[0]}`, trunk: `${trunk}${inner[1]}`, winner });
    });
    return [{ cells: [`${branch}${printable(title)}`], below: "", indent: trunk }, ...members];
  });
}

function attemptRow(
  attempt: Attempt,
  {
    branch,
    trunk,
    winner,
  }: { readonly branch: string; readonly trunk: string; readonly winner: Attempt | undefined },
): Row {
  const { provider, answer, location, ms, detail, version, cached } = attempt;
  const asked = answer !== "not_asked" && answer !== "cannot_hold";
  const notes = [version && `version ${version}`, cached && "cached", detail].filter(Boolean).join(", ");
  const mark = attempt === winner ? "* " : "";
  const cells = [
    `${branch}${mark}${printable(provider)}`,
    answer.replaceAll("_", " "),
    asked ? `${ms.toFixed(1)} ms` : "",
  ];
  const below = [location ?? "", notes].filter(Boolean).map(printable).join("  ");
  return { cells: cells, below, indent: trunk, attempt };
}

/** A line a row where that fits, else where and why stand on a line of their own. */
function lines(rows: readonly Row[], columns: number): { readonly text: string; readonly won: boolean }[] {
  const starts = alignColumns(rows.map(({ cells }) => cells));
  const widest = Math.max(0, ...starts.map((start) => start.length));
  const isNarrow = rows.some(({ below }) => widest + 2 + below.length > columns);
  return rows.flatMap(({ below, indent, cells }, index) => {
    const start = starts[index] ?? "";
    const won = cells[0]?.includes("* ") ?? false;
    if (below === "") return [{ text: start, won }];
    if (!isNarrow) return [{ text: `${start.padEnd(widest)}  ${below}`, won }];
    return [
      { text: start, won },
      { text: `${indent}  ${below}`, won: false },
    ];
  });
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
