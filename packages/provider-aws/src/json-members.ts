/** One member of a JSON object, as it is written. */
export interface JsonMember {
  readonly name: string;
  /** White space before it. */
  readonly lead: string;
  /** Its name in quotes. */
  readonly quoted: string;
  /** The colon, and the white space around it. */
  readonly colon: string;
  /** Its value's source text. */
  readonly value: string;
  /** White space after it. */
  readonly trail: string;
}

const start = /^(\s*)("(?:[^"\\]|\\.)*")(\s*:\s*)/;

/** Strings, which hide what is in them, and what else the members of an object are told apart by. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]|[^"{}[\],]+/g;

/**
 * The members of the object that a text is, each letter of it in one of them but for the braces and commas. The text must
 * be known to be a JSON object.
 */
export function jsonMembers(text: string): readonly JsonMember[] {
  return membersIn(text.slice(text.indexOf("{") + 1, text.lastIndexOf("}"))).flatMap((member) => {
    const [head, lead = "", quoted = "", colon = ""] = start.exec(member) ?? [];
    // An empty object has nothing but white space.
    if (head === undefined) return [];
    const value = member.slice(head.length).trimEnd();
    const trail = member.slice(head.length + value.length);
    return [{ name: String(JSON.parse(quoted)), lead, quoted, colon, value, trail }];
  });
}

/** What is between the commas that are in no string, object or list. */
function membersIn(body: string): readonly string[] {
  const members = [""];
  let depth = 0;
  for (const [token] of body.matchAll(tokens)) {
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (token === "," && depth === 0) members.push("");
    else members.push(`${members.pop()}${token}`);
  }
  return members;
}
