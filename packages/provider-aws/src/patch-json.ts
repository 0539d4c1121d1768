import { fieldsFromText } from "@claviger/core/provider";
import { jsonMembers } from "./json-members.ts";

/** Some editors write one, and it is no part of the document (RFC 8259, section 8.1). */
const byteOrderMark = "\uFEFF";

/**
 * A JSON object with some members changed, `null` removed, and all else as it was to the letter: the order of the names,
 * the digits of numbers, the white space. A member that has the text already stays what it is, a number a number.
 *
 * @returns `undefined` if the text is no JSON object
 */
export function patchJson(
  text: string,
  changes: Readonly<Record<string, string | null>>,
): string | undefined {
  const fields = fieldsFromText(text);
  if (!fields) return undefined;
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
  const document = text.slice(mark.length);
  const pending = new Map(
    Object.entries(changes).filter(([name, value]) => (fields[name] ?? null) !== value),
  );
  if (pending.size === 0) return text;

  const before = jsonMembers(document);
  // New members have the white space of the last.
  const model = before.at(-1) ?? { lead: "", colon: ":", trail: "" };
  const names = new Set(before.map(({ name }) => name));
  // Of names that are written twice, every one is changed: readers differ in which they take.
  const kept = before.flatMap((member, index) => {
    // What stands before the closing brace stays there.
    const place = index === before.length - 1 ? { ...member, trail: "" } : member;
    const value = pending.get(member.name);
    if (value === undefined) return [place];
    return value === null ? [] : [{ ...place, value: JSON.stringify(value) }];
  });
  const added = [...pending].flatMap(([name, value]) =>
    value === null || names.has(name)
      ? []
      : [{ ...model, name, quoted: JSON.stringify(name), value: JSON.stringify(value), trail: "" }],
  );
  const members = [...kept, ...added].map(
    ({ lead, quoted, colon, value, trail }) => lead + quoted + colon + value + trail,
  );
  const open = document.indexOf("{");
  const close = document.lastIndexOf("}");
  return `${mark}${document.slice(0, open)}{${members.join(",")}${model.trail}}${document.slice(close + 1)}`;
}
