// Control, format (bidirectional marks, zero-width), surrogates on their own, line and paragraph separators: what can
// break a line, hide text or turn it around.
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with everything that could forge a line or hide in one written as `\uXXXX`. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, escaped);
}

/** The text in printable ASCII alone: everything else is written as `\uXXXX`. */
export function printableAscii(text: string): string {
  return text.replaceAll(/[^ -~]/g, escaped);
}

function escaped(characters: string): string {
  return Array.from(
    { length: characters.length },
    (_, index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}
