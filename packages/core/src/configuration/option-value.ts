import type { OptionSpec } from "../contract/option-spec.ts";
import { a, flag, isText, oneOf, type Shape, text, wholeNumber } from "./check-shape.ts";
import { parseBoolean } from "./parse-boolean.ts";

/** An option as it was written in a variable. The problem names the place and never the text, which may be a secret. */
export function parseOption(
  written: string,
  spec: OptionSpec,
  where: string,
): { readonly value?: unknown; readonly problem?: string | undefined } {
  const value = fromText(written, spec);
  return { value, problem: checkOption(value, spec, where) };
}

/** What is wrong with an option's value, or `undefined`. */
export function checkOption(value: unknown, spec: OptionSpec, where: string): string | undefined {
  return shapeOf(spec)(value, where)[0];
}

function fromText(written: string, { type }: OptionSpec): unknown {
  const trimmed = written.trim();
  if (type === "integer") return /^-?\d+$/.test(trimmed) ? Number(trimmed) : undefined;
  if (type === "boolean") return parseBoolean(trimmed);
  if (type === "list") return trimmed.split(/\s*,\s*/).filter(Boolean);
  // A line end that an env file left behind is no part of these; of other texts it may be.
  return type === "url" || type === "choice" ? trimmed : written;
}

function shapeOf(spec: OptionSpec): Shape {
  if (spec.type === "integer") return wholeNumber(spec);
  if (spec.type === "boolean") return flag;
  if (spec.type === "choice") return oneOf(spec.values);
  if (spec.type === "path") return a("a path", isText);
  if (spec.type === "list") return a("a list of texts", isListOfTexts);
  return spec.type === "url" ? a("an http:// or https:// address", isWebAddress) : text;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isWebAddress(value: unknown): boolean {
  return isText(value) && URL.canParse(value) && /^https?:\/\//i.test(value);
}
