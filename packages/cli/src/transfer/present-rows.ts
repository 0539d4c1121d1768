import { alignColumns } from "../output/align-columns.ts";
import { printable } from "../output/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** One line of a plan or of its outcome. */
export interface Row {
  /** `create`, `verified`, `differs` */
  readonly word: string;
  readonly name: string;
  /** Where in a store. */
  readonly place?: string | undefined;
  readonly note?: string | undefined;
}

const formats: Readonly<Record<string, Parameters<Terminal["style"]>[0]>> = {
  create: "green",
  verified: "green",
  update: "yellow",
  replace: "yellow",
  differs: "yellow",
  missing: "yellow",
  extra: "yellow",
  unknown: "yellow",
  failed: "red",
  same: "dim",
  stays: "dim",
};

/** Rows in columns, or where a terminal is too narrow for that, each over several lines. */
export function presentRows(rows: readonly Row[], terminal: Terminal): string[] {
  const cells = rows.map(({ word, name, place = "", note = "" }) => [word, name, place, note].map(printable));
  const used = [0, 1, 2, 3].filter((column) => cells.some((row) => row[column] !== ""));
  const columns = alignColumns(cells.map((row) => used.map((column) => row[column] ?? "")));
  const isWide = columns.every((line) => line.length + 2 <= terminal.columns);
  const lines = isWide ? columns.map((line) => [line]) : cells.map(stacked);
  return lines.flatMap(([first = "", ...others], index) => {
    const word = rows[index]?.word ?? "";
    const format = formats[word];
    const styled = format ? `${terminal.style(format, word)}${first.slice(word.length)}` : first;
    return [`  ${styled}`, ...others.map((line) => `      ${line}`)];
  });
}

function stacked([word = "", name = "", place = "", note = ""]: readonly string[]): string[] {
  return [`${word.padEnd(8)}  ${name}`, ...[place, note].filter((line) => line !== "")];
}

/** `2 to create, 1 the same`: what there is none of is left out. */
export function countWords(words: Iterable<string>, phrases: Readonly<Record<string, string>>): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.entries(phrases)
    .flatMap(([word, phrase]) => (counts.has(word) ? [`${counts.get(word)} ${phrase}`] : []))
    .join(", ");
}
