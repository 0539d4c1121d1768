import type { ErrorCode } from "../errors/error-code.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { Clock } from "./clock.ts";
import type { CallContext } from "./context.ts";
import { waitFor } from "./wait-for.ts";

/** How long an answer is of use. */
export interface WhileWanted extends Pick<CallContext, "signal" | "deadline"> {
  readonly clock: Clock;
  /** What is being done, for the error: `reading "secret/x" from Vault`. */
  readonly task: string;
}

/**
 * Runs `work` until the caller stops waiting or the deadline passes, and settles at that moment, whatever `work` is
 * waiting for. The signal that `work` gets tells it to let go of what it holds.
 *
 * @throws SecretError `aborted` or `timeout`, or what `work` throws
 */
export async function whileWanted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limits: WhileWanted,
): Promise<T> {
  const { signal, deadline, clock } = limits;
  if (signal.aborted) throw interruption(limits);
  const ms = deadline - clock.now();
  if (ms <= 0) throw ended("timeout", limits.task);
  const stop = new AbortController();
  return await waitFor(work(stop.signal), {
    clock,
    ms,
    signal,
    otherwise: (late) => {
      const error = late ? ended("timeout", limits.task) : interruption(limits);
      stop.abort(error);
      return Promise.reject(error);
    },
  });
}

/** The signal also stands for the deadline, so that who aborts first does not decide what the error says. */
function interruption({ signal, deadline, clock, task }: WhileWanted): SecretError {
  const reason: unknown = signal.reason;
  const late =
    isSecretError(reason, "timeout") || (reason instanceof Error && reason.name === "TimeoutError");
  return ended(late || clock.now() >= deadline ? "timeout" : "aborted", task);
}

function ended(code: Extract<ErrorCode, "timeout" | "aborted">, task: string): SecretError {
  if (code === "aborted") return new SecretError(code, `${task} was aborted`);
  return new SecretError(code, `${task} took longer than the time that was left`, {
    hint: "check that the store can be reached from here, and how long it takes to answer",
  });
}
