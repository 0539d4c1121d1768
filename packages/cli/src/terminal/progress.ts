import { printable } from "../output/printable.ts";
import { writeAll } from "../output/write-all.ts";
import type { Terminal } from "./terminal.ts";

/** How far a long task is, on standard error: a bar at a terminal, a line now and then elsewhere. */
export interface Progress {
  /** One more is done. */
  step(): void;
  /** Ends it: before anything else is written. */
  stop(): void;
}

export interface ProgressOptions {
  readonly terminal: Terminal;
  /** What is done: `writing to aws`. */
  readonly task: string;
  readonly total: number;
  /** Says nothing, as `--json` wants it. */
  readonly silent: boolean;
  /** Milliseconds since any moment. @default process.uptime */
  readonly now?: () => number;
}

/** Less than this is done before a person wonders, and needs no bar. */
const smallest = 10;
/** How long a line's news lasts, in milliseconds. */
const lineEveryMs = 5_000;

export async function startProgress(options: ProgressOptions): Promise<Progress> {
  const { terminal, total, silent } = options;
  if (silent || total < smallest) return { step() {}, stop() {} };
  return terminal.isLive ? await bar(options) : lines(options);
}

async function bar({ task, total }: ProgressOptions): Promise<Progress> {
  const { default: progress } = await import("cli-progress");
  const shown = new progress.SingleBar(
    {
      format: `${printable(task)} {bar} {value} of {total}`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    progress.Presets.shades_classic,
  );
  shown.start(total, 0);
  return { step: () => shown.increment(), stop: () => shown.stop() };
}

function lines({ task, total, now = () => process.uptime() * 1000 }: ProgressOptions): Progress {
  let done = 0;
  let said = now();
  const say = (): void =>
    void writeAll(2, Buffer.from(`claviger: ${printable(task)}: ${done} of ${total}\n`));
  return {
    step() {
      done += 1;
      if (done < total && now() - said < lineEveryMs) return;
      said = now();
      say();
    },
    stop() {},
  };
}
