import { alignColumns } from "../output/align-columns.ts";
import { mask } from "../output/mask.ts";
import { printable } from "../output/printable.ts";
import type { Presentation } from "./get.ts";

/** The bytes to be written for a bundle: a line a field on a terminal, else one JSON object. */
export function presentBundle(
  bundle: Readonly<Record<string, string>>,
  { name, terminal, masked, json, source }: Presentation,
): Uint8Array {
  const fields = Object.entries(bundle).map(
    ([field, value]) => [field, masked ? mask(value) : value] as const,
  );
  if (json) {
    return Buffer.from(
      `${JSON.stringify({ name, fields: Object.fromEntries(fields), masked, ...source })}\n`,
    );
  }
  if (!terminal) return Buffer.from(`${JSON.stringify(Object.fromEntries(fields))}\n`);
  const rows = fields.map(([field, value]) => [printable(field), value]);
  return Buffer.from(
    alignColumns(rows)
      .map((line) => `${line}\n`)
      .join(""),
  );
}
