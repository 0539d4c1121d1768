import { describeFailure, failureJson } from "./describe-failure.ts";
import { printable } from "./printable.ts";
import { stackFrames } from "./stack-frames.ts";
import { writeAll } from "./write-all.ts";

export interface ReportOptions {
  /** One JSON object a line, in place of text. */
  readonly json: boolean;
  /** Also where in the code a failure arose. */
  readonly debug: boolean;
  /** Takes one line without its end. @default writes to standard error at once */
  readonly writeLine?: (line: string) => void;
}

/** What claviger says beside its results: on standard error, and never a value. */
export interface Report {
  warn(message: string): void;
  /** Something that is as it should be, and still worth a line. */
  note(message: string): void;
  fail(error: unknown): void;
}

export function createReport({ json, debug, writeLine = writeErrorLine }: ReportOptions): Report {
  return {
    warn(message) {
      writeLine(json ? JSON.stringify({ warning: { message } }) : `claviger: warning: ${printable(message)}`);
    },
    note(message) {
      writeLine(json ? JSON.stringify({ note: { message } }) : `claviger: ${printable(message)}`);
    },
    fail(error) {
      const frames = debug ? stackFrames(error) : [];
      if (json) {
        writeLine(JSON.stringify({ error: { ...failureJson(error), ...(debug && { frames }) } }));
        return;
      }
      const [first = "", ...rest] = describeFailure(error);
      for (const line of [`claviger: ${first}`, ...rest, ...frames]) writeLine(line);
    },
  };
}

function writeErrorLine(line: string): void {
  try {
    writeAll(2, Buffer.from(`${line}\n`));
  } catch {
    // Standard error is closed: there is nobody to tell, and the exit code says it too.
  }
}
