import { printable } from "./printable.ts";

/** Below this nothing of a value is shown. */
const shortest = 24;
/** More than this is never shown, however long the value. */
const most = 12;

/**
 * A value as a terminal shows it: at most a quarter of its characters, two thirds of them from its start
 * (`SG.9Z1Om...fw1o`); nothing of a value under 24 characters, not even its length.
 */
export function mask(value: string): string {
  if (value === "") return "(empty)";
  const characters = Array.from(value);
  if (characters.length < shortest) return "********";
  const shown = Math.min(most, Math.floor(characters.length / 4));
  const first = Math.ceil((shown * 2) / 3);
  const start = characters.slice(0, first).join("");
  const end = characters.slice(characters.length - (shown - first)).join("");
  return `${printable(start)}...${printable(end)}`;
}
