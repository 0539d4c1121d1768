import { setTimeout as pause } from "node:timers/promises";
import { describeFailure } from "../output/describe-failure.ts";
import type { Report } from "../output/report.ts";
import type { CommandSource } from "./command-source.ts";
import type { Injection } from "./resolve-injection.ts";

/** How often the values are looked at, in milliseconds. The cache answers; the stores are asked once a TTL. */
const everyMs = 1_000;

/**
 * Waits until one of a command's values has changed. A failure is told once, and waited out: the command goes on with
 * what it has.
 *
 * @returns the new values; `undefined` when the signal was aborted first
 */
export async function pollForChange(
  source: CommandSource,
  before: Injection,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<Injection | undefined> {
  let told = "";
  for (;;) {
    await pause(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return undefined;
    const next = await source.read().catch((error: unknown) => {
      const failure = describeFailure(error).join("\n");
      if (failure !== told)
        report.warn(`the secrets cannot be looked at, and the command goes on: ${failure}`);
      told = failure;
    });
    if (!next) continue;
    told = "";
    if (!isSame(before, next)) return next;
  }
}

function isSame(before: Injection, after: Injection): boolean {
  return (
    equal(before.variables, after.variables, (one, other) => one === other) &&
    equal(before.files, after.files, (one, other) => Buffer.compare(one, other) === 0)
  );
}

function equal<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  isEqual: (one: Value, other: Value) => boolean,
): boolean {
  if (before.size !== after.size) return false;
  return [...before].every(([name, value]) => {
    const other = after.get(name);
    return other !== undefined && isEqual(value, other);
  });
}
