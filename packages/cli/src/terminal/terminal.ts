import { isatty } from "node:tty";
import { styleText } from "node:util";

/** What is known of who reads and writes: a person at a terminal, or a program. */
export interface Terminal {
  /** A person can be asked: standard input and standard error are a terminal, and this is no CI. */
  readonly canAsk: boolean;
  /** Standard output is a terminal. */
  readonly isOutput: boolean;
  /** Standard error is a terminal, and this is no CI: what is drawn over again can be seen. */
  readonly isLive: boolean;
  /** How wide standard output is, in columns; `Infinity` where it is no terminal. */
  readonly columns: number;
  /** Writes a text in a colour or weight on standard output, where that is wanted (NO_COLOR, FORCE_COLOR, TERM=dumb). */
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

/** The terminal of this process. */
export function currentTerminal(environment: NodeJS.ProcessEnv = process.env): Terminal {
  const isOutput = isatty(1);
  const inCi = isSet(environment["CI"]);
  const colour = wantsColour(environment, isOutput);
  return {
    canAsk: isatty(0) && isatty(2) && !inCi,
    isOutput,
    isLive: isatty(2) && !inCi,
    columns: isOutput ? columnsOf(environment) : Infinity,
    // What is wanted was decided above; Node's own look at process.stdout would make a pipe non-blocking.
    style: (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text),
  };
}

/** https://no-color.org and https://force-color.org: set and not empty. */
function wantsColour(environment: NodeJS.ProcessEnv, isOutput: boolean): boolean {
  if (isSet(environment["NO_COLOR"])) return false;
  if (isSet(environment["FORCE_COLOR"])) return true;
  return isOutput && environment["TERM"] !== "dumb";
}

function columnsOf(environment: NodeJS.ProcessEnv): number {
  const { columns } = process.stdout;
  const given = Number(environment["COLUMNS"]);
  return columns > 0 ? columns : given > 0 ? given : 80;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
