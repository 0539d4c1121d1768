import { usageError } from "../cli-error.ts";
import { mask } from "../output/mask.ts";
import type { Presentation } from "./get.ts";
import { valueText } from "./value-text.ts";

/**
 * The bytes to be written for one value: into a pipe nothing but the value.
 *
 * @throws CliError `usage` where bytes that are no text would go to a terminal
 */
export function presentValue(value: Uint8Array, presentation: Presentation): Uint8Array {
  const { terminal, masked } = presentation;
  const text = valueText(value);
  if (presentation.json) return Buffer.from(`${JSON.stringify(asJson(value, text, presentation))}\n`);
  if (!terminal) return value;
  if (masked) return Buffer.from(`${text === undefined ? binaryMask(value) : mask(text)}\n`);
  if (text === undefined) {
    throw usageError(
      "the value is binary and does not belong on a terminal",
      "redirect it: claviger get … > file",
    );
  }
  return Buffer.from(`${text}\n`);
}

function asJson(
  value: Uint8Array,
  text: string | undefined,
  { name, masked, source }: Presentation,
): Record<string, unknown> {
  if (masked) return { name, value: text === undefined ? binaryMask(value) : mask(text), masked, ...source };
  const encoded =
    text === undefined
      ? { value: Buffer.from(value).toString("base64"), encoding: "base64" }
      : { value: text, encoding: "utf-8" };
  return { name, ...encoded, masked, ...source };
}

function binaryMask(value: Uint8Array): string {
  return `(binary, ${value.length} bytes)`;
}
