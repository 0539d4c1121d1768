import type { ListedSecret } from "@claviger/core";
import { printable } from "../output/printable.ts";
import { startTable } from "../output/table.ts";
import { writeOutput } from "../output/write-output.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface EntriesOptions {
  readonly terminal: Terminal;
  readonly json: boolean;
  /** The heads of the table's columns. */
  readonly columns: readonly string[];
  /** The cells of an entry's row, one for each column. */
  readonly row: (entry: ListedSecret) => readonly string[];
  /** What an entry is to a program that reads lines. */
  readonly line: (entry: ListedSecret) => string;
}

/**
 * Writes a listing while it comes: a table at a terminal, a line an entry into a pipe, or a JSON array, which is closed only
 * if the listing was whole.
 *
 * @returns how many there were
 * @throws CliError `output_failed`, and what the listing throws
 */
export async function writeEntries(
  entries: AsyncIterable<ListedSecret>,
  options: EntriesOptions,
): Promise<number> {
  const { terminal, json, columns, row, line } = options;
  let count = 0;
  if (json || !terminal.isOutput) {
    for await (const entry of entries) {
      count += 1;
      const text = json
        ? `${count === 1 ? "[" : ","}\n${JSON.stringify(entry)}`
        : `${printable(line(entry))}\n`;
      writeOutput(Buffer.from(text));
    }
    if (json) writeOutput(Buffer.from(count === 0 ? "[]\n" : "\n]\n"));
    return count;
  }
  const styleHead = (text: string): string => terminal.style("bold", text);
  const table = startTable({ columns, width: terminal.columns, styleHead });
  for await (const entry of entries) {
    count += 1;
    table.add(row(entry));
  }
  table.end();
  return count;
}

/** A moment as a table shows it, to the minute, in UTC. */
export function shortTime(time: Date | undefined): string {
  return time === undefined ? "" : `${time.toISOString().slice(0, 16).replace("T", " ")}Z`;
}

/** What is out of the ordinary with an entry. */
export function notesOf({ deletedAt, disabled, expiresAt }: ListedSecret): string {
  return [
    deletedAt && `deleted ${shortTime(deletedAt)}`,
    disabled && "disabled",
    expiresAt && `expires ${shortTime(expiresAt)}`,
  ]
    .filter(Boolean)
    .join(", ");
}
