/** A text with those lines added that it does not have. */
export function withLines(text: string | undefined, lines: readonly string[], heading: string): string {
  const had = new Set((text ?? "").split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !had.has(line));
  if (missing.length === 0) return text ?? "";
  const before = text === undefined || text === "" ? "" : text.endsWith("\n") ? `${text}\n` : `${text}\n\n`;
  return `${before}${heading}\n${missing.map((line) => `${line}\n`).join("")}`;
}

/** The text of a `.env` file with a variable set: in the line that sets it, else in a new one. */
export function withVariable(text: string | undefined, name: string, value: string): string {
  const line = `${name}=${value}`;
  const lines = (text ?? "").split("\n");
  const assignment = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
  // Of several the last one counts.
  const at = lines.findLastIndex((each) => assignment.test(each));
  if (at === -1) {
    const before = text === undefined || text === "" || text.endsWith("\n") ? (text ?? "") : `${text}\n`;
    return `${before}${line}\n`;
  }
  lines[at] = line;
  return lines.join("\n");
}

/** Whether a `.env` file says something else of a variable. */
export function setsOtherwise(text: string | undefined, name: string, value: string): boolean {
  const assignment = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*(.*?)\\s*$`, "gm");
  const last = [...(text ?? "").matchAll(assignment)].at(-1)?.[1];
  return last !== undefined && last.replaceAll(/^(["'])(.*)\1$/g, "$2") !== value;
}
