/** One member of a JSON object, as it is written. */
export interface JsonMember {
  readonly name: string;
  /** White space before it. */
  readonly lead: string;
  /** Its name in quotes, the colon, and the white space around that. */
  readonly head: string;
  /** Its value's source text. */
  readonly value: string;
  /** White space after it. */
  readonly trail: string;
}

/**
 * The members of the object that a text is, each letter of it in one of them but for the braces and commas. The text must
 * be known to be a JSON object.
 */
export function jsonMembers(text: string): readonly JsonMember[] {
  const members: JsonMember[] = [];
  let at = skipSpace(text, 0) + 1;
  for (;;) {
    const start = skipSpace(text, at);
    if (text[start] === "}") return members;
    const nameEnd = stringEnd(text, start);
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const valueStop = valueEnd(text, valueStart);
    const stop = skipSpace(text, valueStop);
    members.push({
      name: String(JSON.parse(text.slice(start, nameEnd))),
      lead: text.slice(at, start),
      head: text.slice(start, valueStart),
      value: text.slice(valueStart, valueStop),
      trail: text.slice(valueStop, stop),
    });
    if (text[stop] !== ",") return members;
    at = stop + 1;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\r".includes(text.charAt(at))) at += 1;
  return at;
}

/** Just after the string that starts there. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** Just after the value that starts there. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (letter === '"') {
      at = stringEnd(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && ",} \t\n\r".includes(letter)) return at;
    if (letter === "{" || letter === "[") depth += 1;
    if (letter === "}" || letter === "]") depth -= 1;
    at += 1;
    if (depth === 0 && (letter === "}" || letter === "]")) return at;
  }
  return at;
}
