import type { DotenvProblemKind } from "./dotenv-problem.ts";

/** Where the value of an assignment ends. */
export interface ScannedValue {
  /** The position after the value, where a comment or the line's end follows. */
  readonly end: number;
  readonly problem?: DotenvProblemKind;
}

/** In characters. dotenv's pattern overflows its stack at about twice that. */
const longestQuoted = 4 * 1024 * 1024;

const spaces = /[^\S\n]*/y;
const unquoted = /[^#\n]*/y;
/** What may follow a closing quote: nothing or a comment. */
const afterQuote = /[^\S\n\u2028\u2029]*(?:#|$)/my;

/**
 * Measures a value by dotenv's rules.
 * @param start - the position after `=`
 */
export function scanValue(text: string, start: number): ScannedValue {
  spaces.lastIndex = start;
  const first = start + (spaces.exec(text)?.[0].length ?? 0);
  const quote = /['"`]/.exec(text[first] ?? "")?.[0];
  const close = quote && closingQuote(text, first);
  if (close) {
    const end = close + 1;
    return close - first > longestQuoted ? { end, problem: "too-long" } : { end };
  }

  unquoted.lastIndex = start;
  const raw = unquoted.exec(text)?.[0] ?? "";
  const end = start + raw.length;
  const problem = quote
    ? quoteProblem(raw.trim(), text[end] === "#")
    : referenceProblem(raw.trimStart(), text[end] === "#");
  return problem ? { end, problem } : { end };
}

/**
 * The quote that ends the value which opens at `open`: the first that no backslash escapes, if only a comment follows on
 * its line; else the last escaped one before it of which that is true. It may be on a later line.
 */
function closingQuote(text: string, open: number): number | undefined {
  const quote = text.charAt(open);
  let close: number | undefined;
  for (let at = text.indexOf(quote, open + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    afterQuote.lastIndex = at + 1;
    if (afterQuote.test(text)) close = at;
    if (text[at - 1] !== "\\") break;
  }
  return close;
}

/**
 * dotenv takes a value whose quotes it cannot pair as it stands up to a `#`, and strips the outer quotes where they are
 * alike. `"{"a":1}"` is sound that way; anything else kept a stray quote or lost its end.
 */
function quoteProblem(value: string, cut: boolean): DotenvProblemKind | undefined {
  const quote = value.charAt(0);
  if (!value.includes(quote, 1)) return "unclosed-quote";
  return cut || !value.endsWith(quote) ? "text-after-quote" : undefined;
}

/** A `#` right after a reference was meant as its field; after a space it is a comment. */
function referenceProblem(value: string, cut: boolean): DotenvProblemKind | undefined {
  return cut && value.startsWith("secret://") && /\S$/.test(value) ? "cut-reference" : undefined;
}
