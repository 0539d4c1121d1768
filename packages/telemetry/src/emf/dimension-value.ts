import { printableAscii } from "../text/printable.ts";

/** The most characters that CloudWatch takes as the value of a dimension. */
const longest = 1024;

/**
 * A text as the value of a CloudWatch dimension: 1 to 1024 printable ASCII characters that are not all blank. Other
 * characters are written as `\uXXXX`.
 */
export function dimensionValue(text: string): string {
  const value = printableAscii(text).slice(0, longest);
  return value.trim() === "" ? "(blank)" : value;
}
