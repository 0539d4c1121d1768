import { alignColumns } from "./align-columns.ts";
import { printable } from "./printable.ts";
import { writeOutput } from "./write-output.ts";

/** Rows of a long listing, written while it still comes. */
export interface Table {
  add(row: readonly string[]): void;
  /** Writes what is left. */
  end(): void;
}

export interface TableOptions {
  /** The heads of the columns. The first is never left out. */
  readonly columns: readonly string[];
  /** How wide the terminal is. Columns that do not fit are left out, the last first. */
  readonly width: number;
  readonly styleHead: (text: string) => string;
}

/** As many rows decide the columns' widths; what follows and is wider stands out. */
const firstRows = 50;
/** Nobody waits longer than this for the first of them, in milliseconds, if the store is slow. */
const longestMs = 1_000;

/**
 * A table for a person: the first rows together, so that the columns fit them, then a row as it comes.
 * @throws CliError `output_failed`
 */
export function startTable({ columns, width, styleHead }: TableOptions): Table {
  const first: (readonly string[])[] = [];
  const started = process.uptime();
  let widths: readonly number[] | undefined;
  const begin = (): void => {
    const rows = [columns, ...first];
    widths = fitting(
      columns.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length))),
      width,
    );
    const [head = "", ...lines] = alignColumns(rows.map((row) => row.slice(0, widths?.length)));
    write([styleHead(head), ...lines]);
  };
  return {
    add(row) {
      const shown = row.map(printable);
      if (widths) {
        write([
          widths
            .map((size, column) => (shown[column] ?? "").padEnd(size))
            .join("  ")
            .trimEnd(),
        ]);
        return;
      }
      first.push(shown);
      if (first.length === firstRows || process.uptime() - started > longestMs / 1000) begin();
    },
    end() {
      if (!widths && first.length > 0) begin();
    },
  };
}

/** The widths of those columns that fit beside each other. */
function fitting(widths: readonly number[], width: number): number[] {
  const fit = [...widths];
  const taken = (): number => fit.reduce((sum, size) => sum + size + 2, -2);
  while (fit.length > 1 && taken() > width) fit.pop();
  return fit;
}

function write(lines: readonly string[]): void {
  writeOutput(Buffer.from(lines.map((line) => `${line}\n`).join("")));
}
