import type { DotenvProblem, DotenvProblemKind } from "./dotenv-problem.ts";
import { lineCounter } from "./line-counter.ts";
import { scanValue } from "./scan-value.ts";

/** Which variables a `.env` text assigns, and what in it is not an assignment. */
export interface DotenvScan {
  /** The line of each name's last assignment, the one that counts. */
  readonly lines: ReadonlyMap<string, number>;
  readonly assignments: readonly ScannedAssignment[];
  readonly problems: readonly DotenvProblem[];
}

/** One assignment, and where its value is, with its quotes and without the space around it. */
export interface ScannedAssignment {
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const whitespace = /\s*/y;
// `.` ends where dotenv's own comments end: at U+2028 and U+2029 too.
const restOfLine = /.*/y;
// dotenv lets the parts of an assignment stand on different lines. Nobody means that, and a malformed line would
// swallow the next one, so that here they must share a line.
const assignment = /(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=|:(?=[^\S\n]))/y;

/**
 * Finds what dotenv skips or misreads in silence. Where there is no problem, the names are exactly those that dotenv
 * finds: see the property in `scan-dotenv.test.ts`.
 *
 * @param text - with `\n` line ends only
 */
export function scanDotenv(text: string): DotenvScan {
  const lines = new Map<string, number>();
  const assignments: ScannedAssignment[] = [];
  const problems: DotenvProblem[] = [];
  const lineAt = lineCounter(text);
  for (let at = skip(whitespace, { text, at: 0 }); at < text.length; at = skip(whitespace, { text, at })) {
    const statement = scanStatement(text, at);
    const line = lineAt(at);
    if (statement.name !== undefined) {
      lines.set(statement.name, line);
      assignments.push({ name: statement.name, line, ...valueIn(text, statement) });
    }
    if (statement.problem) problems.push({ line, kind: statement.problem });
    at = statement.end;
  }
  return { lines, assignments, problems };
}

/** A comment, an assignment, or a line that is neither. */
interface Statement {
  readonly name?: string;
  readonly problem?: DotenvProblemKind;
  /** Where its value may start: after `=`. */
  readonly value?: number;
  readonly end: number;
}

/** The value itself; of an empty one the place where it would stand. A colon needs the space after it. */
function valueIn(
  text: string,
  { value = 0, end }: Statement,
): { readonly start: number; readonly end: number } {
  const raw = text.slice(value, end);
  const written = raw.trim();
  const start = value + (written === "" ? Number(text[value - 1] === ":") : raw.indexOf(written));
  return { start, end: start + written.length };
}

function scanStatement(text: string, at: number): Statement {
  if (text[at] === "#") return { end: skip(restOfLine, { text, at }) };
  const [head, name] = matchAt(assignment, { text, at }) ?? [];
  if (head === undefined || name === undefined) {
    return { end: skip(restOfLine, { text, at }), problem: "not-an-assignment" };
  }
  if (name === "__proto__") return { end: skip(restOfLine, { text, at }), problem: "reserved-name" };
  const value = at + head.length;
  return { name, value, ...scanValue(text, value) };
}

interface Position {
  readonly text: string;
  readonly at: number;
}

function matchAt(pattern: RegExp, { text, at }: Position): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(pattern: RegExp, position: Position): number {
  return position.at + (matchAt(pattern, position)?.[0].length ?? 0);
}
