import { classify } from "./classify.ts";

/** An assignment that was commented out. */
const commented = /^[^\S\n]*#[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)=(.*)$/;

/** The lines, from 1, of comments that look as if they held a secret: those stay in the file as they are. */
export function commentedSecrets(text: string): number[] {
  return text.split(/\r\n?|\n/).flatMap((line, index) => {
    const [, name, value = ""] = commented.exec(line) ?? [];
    if (name === undefined) return [];
    const unquoted = value.trim().replace(/^(['"`])(.*)\1.*$/, "$2");
    return classify(name, unquoted).kind === "secret" ? [index + 1] : [];
  });
}
