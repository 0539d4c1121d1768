import type { OptionSpec } from "../contract/option-spec.ts";
import { parseBoolean } from "./parse-boolean.ts";

/** An option as it was written in a variable. The problem names the place and never the text, which may be a secret. */
export function parseOption(
  text: string,
  spec: OptionSpec,
  where: string,
): { readonly value?: unknown; readonly problem?: string | undefined } {
  const value = fromText(text, spec);
  return value === undefined
    ? { problem: `${where} is not ${expected(spec)}` }
    : { value, problem: checkOption(value, spec, where) };
}

/** What is wrong with an option's value, or `undefined`. */
export function checkOption(value: unknown, spec: OptionSpec, where: string): string | undefined {
  return fits(value, spec) ? undefined : `${where} is not ${expected(spec)}`;
}

function fromText(text: string, spec: OptionSpec): unknown {
  if (spec.type === "integer") return /^-?\d+$/.test(text.trim()) ? Number(text) : undefined;
  if (spec.type === "boolean") return parseBoolean(text);
  if (spec.type === "list") {
    return text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }
  // A line end that an env file left behind is no part of these; of other texts it may be.
  return spec.type === "url" || spec.type === "choice" ? text.trim() : text;
}

function fits(value: unknown, spec: OptionSpec): boolean {
  if (spec.type === "integer") {
    const { min = -Infinity, max = Infinity } = spec;
    return typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max;
  }
  if (spec.type === "boolean") return typeof value === "boolean";
  if (spec.type === "list") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (typeof value !== "string") return false;
  if (spec.type === "choice") return spec.values.includes(value);
  if (spec.type === "url") return URL.canParse(value) && /^https?:\/\//i.test(value);
  return value !== "";
}

function expected(spec: OptionSpec): string {
  if (spec.type === "choice") return `one of ${spec.values.join(", ")}`;
  if (spec.type === "url") return "an http:// or https:// address";
  if (spec.type === "boolean") return "true or false";
  if (spec.type === "list") return "a list of texts";
  if (spec.type !== "integer") return spec.type === "path" ? "a path" : "a text that is not empty";
  const { min, max } = spec;
  const from = min === undefined ? "" : ` from ${min}`;
  return `a whole number${from}${max === undefined ? "" : ` to ${max}`}`;
}
