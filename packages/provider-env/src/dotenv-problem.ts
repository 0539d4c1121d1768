/** What is wrong with a line of a `.env` file. It has the line's number and never its text, which may be a value. */
export interface DotenvProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly kind: DotenvProblemKind;
}

export type DotenvProblemKind = keyof typeof kinds;

/** Each kind as the end of a sentence that starts with `line 3`, and what to do about it. */
const kinds = {
  "not-an-assignment": [
    "is neither an assignment, a comment nor blank",
    "write NAME=value, and start a comment with #",
  ],
  "unclosed-quote": [
    "opens a quote that is not closed",
    "close the quote, or put the whole value into quotes of another kind",
  ],
  "text-after-quote": [
    "goes on after the closing quote of its value",
    "put the whole value into quotes of a kind that it does not hold",
  ],
  "cut-reference": [
    "has a secret:// reference that is cut at its #, where a comment starts",
    "write ?field= for the #, or put the reference into quotes",
  ],
  "reserved-name": ["assigns to __proto__, which cannot be read back", "choose another name"],
  "too-long": [
    "holds a quoted value of more than 4 MiB",
    "put the value into a file of its own and name that file in a NAME_FILE variable",
  ],
  "not-utf-8": ["is not UTF-8", "save the file as UTF-8"],
} as const;

/** More than this is not a slip in a line but the wrong file. */
const mostListed = 20;

/** All problems of one file as one clause: `line 3 is …, line 7 opens …`. */
export function describeProblems(problems: readonly DotenvProblem[]): string {
  const listed = problems.slice(0, mostListed).map(({ line, kind }) => `line ${line} ${kinds[kind][0]}`);
  const more = problems.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more lines have problems`] : [])].join(", ");
}

/** What to do about them: one step for each kind. */
export function adviseOnProblems(problems: readonly DotenvProblem[]): string {
  return [...new Set(problems.map(({ kind }) => kinds[kind][1]))].join("; ");
}
