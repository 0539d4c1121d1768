import { readFileSync } from "node:fs";
import type { NewValue } from "@claviger/core";
import { usageError } from "../cli-error.ts";
import { valueText } from "../get/value-text.ts";
import type { Report } from "../output/report.ts";
import { readValue } from "../terminal/read-value.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { generateValue } from "./generate-value.ts";

/** Where a new value comes from, and what it is. */
export interface ValueFlags {
  /** On the command line, where others can see it. */
  readonly argument?: string | undefined;
  readonly generate?: string | undefined;
  readonly fromFile?: string | undefined;
  /** It is stored as bytes, and need not be text. */
  readonly binary: boolean;
  /** It is a JSON object, each of whose members becomes a field. */
  readonly bundle: boolean;
}

/** @throws CliError `usage` for what excludes each other */
export function checkValueFlags(flags: ValueFlags): void {
  const { argument, generate, fromFile, binary, bundle } = flags;
  const sources = [argument, generate, fromFile].filter((source) => source !== undefined);
  if (sources.length > 1)
    throw usageError("the value is given twice", "give one of --generate, --from-file and a value");
  if (binary && bundle) throw usageError("--binary and --bundle exclude each other");
  if (generate !== undefined && (binary || bundle))
    throw usageError("--generate makes a text: --binary and --bundle do not go with it");
}

/**
 * The new value: from where the flags say, else from standard input or a person. It is text unless it is said to be
 * something else: what a value is, is never guessed from how it looks.
 *
 * @param what - for the prompt: `value of secret://aws/app`
 * @throws CliError `usage`, `interrupted`
 */
export async function newValue(
  what: string,
  {
    flags,
    terminal,
    report,
  }: { readonly flags: ValueFlags; readonly terminal: Terminal; readonly report: Report },
): Promise<NewValue> {
  const { argument, generate, fromFile, binary, bundle } = flags;
  if (generate !== undefined) return generateValue(generate);
  if (argument !== undefined && argument !== "") warnOfArgument(report);
  const bytes =
    argument !== undefined
      ? Buffer.from(argument)
      : fromFile !== undefined
        ? readFile(fromFile)
        : await nonEmpty(what, terminal);
  if (binary) return bytes;
  const text = valueText(bytes);
  if (text === undefined)
    throw usageError("the value is no UTF-8 text", "--binary stores it as the bytes that it is");
  return bundle ? fieldsOf(text) : text;
}

/** Nothing at all comes from a command that failed more often than from one that meant it. */
async function nonEmpty(what: string, terminal: Terminal): Promise<Uint8Array> {
  const bytes = await readValue(what, terminal);
  if (bytes.length > 0) return bytes;
  throw usageError("the value is empty", "where that is meant, write it: claviger set <name> ''");
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    throw usageError(
      `the file of --from-file cannot be read: ${String(code)}`,
      "check its path and its mode",
    );
  }
}

function fieldsOf(text: string): Readonly<Record<string, string>> {
  const object = parsed(text);
  if (typeof object !== "object" || object === null || Array.isArray(object))
    throw usageError("--bundle takes a JSON object", 'write {"NAME":"value"}');
  const entries = Object.entries(object);
  const others = entries.filter(([, value]) => typeof value !== "string").map(([name]) => name);
  if (others.length === 0) return Object.fromEntries(entries) as Record<string, string>;
  throw usageError(
    `these fields are no JSON strings: ${others.join(", ")}`,
    "put their values in quotes, or leave --bundle out to store the text as it is",
  );
}

/** Of JSON.parse's message nothing is told: it quotes the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(
      "the value is not valid JSON",
      "correct it, or leave --bundle out to store it as a text",
    );
  }
}

function warnOfArgument(report: Report): void {
  report.warn(
    "the value stood on the command line: this machine's users can see it there, and your shell keeps it in its history. Pipe it, or let claviger ask for it",
  );
}
