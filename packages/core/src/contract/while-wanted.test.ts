import { describe, expect, test } from "vitest";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { nodeHost } from "../host/node-host.ts";
import { type WhileWanted, whileWanted } from "./while-wanted.ts";

const { clock } = nodeHost();

/** The SecretError that a promise rejects with. */
async function rejection(promise: Promise<unknown>): Promise<SecretError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (isSecretError(outcome)) return outcome;
  throw new Error("It did not reject with a SecretError.");
}

function limits(overrides: Partial<WhileWanted> = {}): WhileWanted {
  return {
    signal: new AbortController().signal,
    deadline: clock.now() + 60_000,
    clock,
    task: "reading",
    ...overrides,
  };
}

/** Work that never ends by itself and tells whether it was told to let go. */
function endless(): {
  readonly work: (signal: AbortSignal) => Promise<never>;
  readonly signals: AbortSignal[];
} {
  const signals: AbortSignal[] = [];
  return {
    signals,
    work: (signal) => {
      signals.push(signal);
      return Promise.withResolvers<never>().promise;
    },
  };
}

describe("a call", () => {
  test("gives what its work gives", async () => {
    await expect(whileWanted(async () => "done", limits())).resolves.toBe("done");
  });

  test("fails as its work fails", async () => {
    const failure = new SecretError("denied", "no");
    await expect(whileWanted(() => Promise.reject(failure), limits())).rejects.toBe(failure);
  });

  test("ends at once when the caller stops waiting, and the work is told", async () => {
    const { work, signals } = endless();
    const caller = new AbortController();
    const failed = rejection(whileWanted(work, limits({ signal: caller.signal })));
    caller.abort();
    expect((await failed).code).toBe("aborted");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("ends at its deadline", async () => {
    const { work, signals } = endless();
    expect((await rejection(whileWanted(work, limits({ deadline: clock.now() + 5 })))).code).toBe("timeout");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test.each([
    ["aborted", new SecretError("aborted", "closed")],
    ["timeout", new SecretError("timeout", "late")],
    ["timeout", new DOMException("late", "TimeoutError")],
  ])("says %s by the reason of its signal", async (code, reason) => {
    const { work } = endless();
    expect((await rejection(whileWanted(work, limits({ signal: AbortSignal.abort(reason) })))).code).toBe(
      code,
    );
  });

  test("that nobody wants does not begin", async () => {
    const { work, signals } = endless();
    await rejection(whileWanted(work, limits({ signal: AbortSignal.abort() })));
    await rejection(whileWanted(work, limits({ deadline: clock.now() - 1 })));
    expect(signals).toEqual([]);
  });
});
