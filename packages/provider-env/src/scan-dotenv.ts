import type { DotenvProblem, DotenvProblemKind } from "./dotenv-problem.ts";
import { lineCounter } from "./line-counter.ts";
import { scanValue } from "./scan-value.ts";

/** Which variables a `.env` text assigns, and what in it is not an assignment. */
export interface DotenvScan {
  /** The line of each name's last assignment, the one that counts. */
  readonly lines: ReadonlyMap<string, number>;
  readonly problems: readonly DotenvProblem[];
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
  const problems: DotenvProblem[] = [];
  const lineAt = lineCounter(text);
  for (let at = skip(whitespace, { text, at: 0 }); at < text.length; at = skip(whitespace, { text, at })) {
    const statement = scanStatement(text, at);
    const line = lineAt(at);
    if (statement.name !== undefined) lines.set(statement.name, line);
    if (statement.problem) problems.push({ line, kind: statement.problem });
    at = statement.end;
  }
  return { lines, problems };
}

/** A comment, an assignment, or a line that is neither. */
interface Statement {
  readonly name?: string;
  readonly problem?: DotenvProblemKind;
  readonly end: number;
}

function scanStatement(text: string, at: number): Statement {
  if (text[at] === "#") return { end: skip(restOfLine, { text, at }) };
  const [head, name] = matchAt(assignment, { text, at }) ?? [];
  if (head === undefined || name === undefined) {
    return { end: skip(restOfLine, { text, at }), problem: "not-an-assignment" };
  }
  if (name === "__proto__") return { end: skip(restOfLine, { text, at }), problem: "reserved-name" };
  return { name, ...scanValue(text, at + head.length) };
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
