import { readSync } from "node:fs";
import { isatty } from "node:tty";
import { usageError } from "../cli-error.ts";
import { asked } from "./asked.ts";
import type { Terminal } from "./terminal.ts";

/** More than any store takes: what is longer is a mistake, such as a wrong file. */
const most = 16 * 1024 * 1024;

/**
 * A secret's value from standard input, or from a person who types it unseen. One line end at the end of what is piped is
 * not part of it, as with `$(command)`.
 *
 * @param what - for the prompt: `value of app#TOKEN`
 * @throws CliError `usage`, `interrupted`
 */
export async function readValue(what: string, terminal: Terminal): Promise<Uint8Array> {
  if (!isatty(0)) return withoutLineEnd(readAllInput());
  if (!terminal.canAsk) throw usageError(`no ${what} was given`, "pipe it: printf %s … | claviger set …");
  const { default: password } = await import("@inquirer/password");
  // Without toggleMask, Ctrl-T would show it.
  const prompt = { message: `${what} (not shown)`, mask: false, toggleMask: false };
  const typed = await asked((context) => password(prompt, context));
  return Buffer.from(typed);
}

/** All of standard input. @throws CliError `usage` for more than any store takes */
export function readAllInput(): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const part = Buffer.alloc(65_536);
    const length = readPart(part);
    if (length === 0) return Buffer.concat(parts);
    total += length;
    if (total > most) throw usageError("standard input holds more than 16 MiB, which no store takes");
    parts.push(part.subarray(0, length));
  }
}

function readPart(part: Buffer): number {
  for (;;) {
    try {
      return readSync(0, part);
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      // Somebody made it non-blocking: its writer is slow.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function withoutLineEnd(input: Buffer): Buffer {
  if (input.at(-1) !== 0x0a) return input;
  return input.subarray(0, input.at(-2) === 0x0d ? -2 : -1);
}
