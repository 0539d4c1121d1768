import { printable } from "../text/printable.ts";
import type { LogLevel } from "./log-level.ts";
import type { LogRecord } from "./log-record.ts";

/** How a line is written. */
export type LogFormat = "logfmt" | "json";

/** One line without its line end. Nothing in a field can end it, or look like another field. */
export function formatLine(
  { event, fields }: LogRecord,
  { level, format }: { readonly level: LogLevel; readonly format: LogFormat },
): string {
  if (format === "json") return printableJson({ level, event, ...fields });
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${logfmtValue(String(value))}`);
  return [event, ...pairs].join(" ");
}

// As JSON is written inside logfmt's quotes, a quoted value can be read back by any JSON parser.
function logfmtValue(text: string): string {
  return /^[^\s"=\\]+$/.test(text) && printable(text) === text ? text : printableJson(text);
}

/** JSON in which what JSON lets through unescaped (such as marks that turn text around) is escaped too. */
function printableJson(value: unknown): string {
  return printable(JSON.stringify(value));
}
