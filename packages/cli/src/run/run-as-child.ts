import type { CommandSource } from "./command-source.ts";
import { programOf } from "./command-source.ts";
import type { Injection } from "./resolve-injection.ts";
import type { RunOptions } from "./run.ts";
import { type SecretFiles, writeSecretFiles } from "./secret-files.ts";
import { endAs, type Ending, superviseChild, type Supervised } from "./supervise-child.ts";
import { pollForChange } from "./poll-for-change.ts";

/** Runs a command as a child, and ends as it ends. */
export async function runAsChild(
  source: CommandSource,
  injection: Injection,
  options: Pick<RunOptions, "watch" | "report">,
): Promise<never> {
  if (options.watch) return endAs(await runWatched(source, injection, options));
  return endAs((await runOnce(source, injection)).ending);
}

/** Starts the command anew, with new values, whenever one of them has changed; until it ends, or somebody ends it. */
async function runWatched(
  source: CommandSource,
  first: Injection,
  { report }: Pick<RunOptions, "report">,
): Promise<Ending> {
  for (let injection = first; ;) {
    const stop = new AbortController();
    const over = new AbortController();
    let next: Injection | undefined;
    const restart = async (): Promise<void> => {
      next = await pollForChange(source, injection, { report, signal: over.signal });
      if (next) stop.abort();
    };
    void restart();
    const { ending, signalled } = await runOnce(source, injection, stop.signal);
    over.abort();
    if (!next || signalled) return ending;
    report.note("a secret has changed: the command is started anew");
    injection = next;
  }
}

/** One life of the command, and of its files. */
async function runOnce(source: CommandSource, injection: Injection, stop?: AbortSignal): Promise<Supervised> {
  let files: SecretFiles | undefined;
  try {
    return await superviseChild(
      () => {
        if (injection.files.size > 0) files = writeSecretFiles(injection.files);
        return programOf(source, injection, files?.paths);
      },
      stop ? { stop } : {},
    );
  } finally {
    files?.remove();
  }
}
