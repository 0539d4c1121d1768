import { type CallContext, type Clock, SecretError } from "@claviger/core/provider";

/** What ends one call early: the caller's signal, the deadline, or the closing of the instance. */
export interface Limits {
  /** Aborted by whichever comes first. */
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline, as a timer takes them: at least 1, and no more than 2^31-1. */
  remaining(): number;
  /**
   * The work's outcome, unless a limit comes first: many steps of the SDK (its import, its credentials) know no signal.
   * @throws SecretError `timeout`, or `aborted`
   */
  wait<T>(work: Promise<T>): Promise<T>;
  /** Lets go of the timer and the signals, when the call is over. */
  release(): void;
}

/** The world around a call. */
interface LimitsContext {
  readonly clock: Clock;
  /** Aborted when the instance is closed. */
  readonly closed: AbortSignal;
  /** What is being done, for messages: `reading "x" from AWS Secrets Manager`. */
  readonly task: string;
}

/** A timer with a longer delay fires at once. */
const longestDelay = 2 ** 31 - 1;

/** The limits of one call, to be released when it is over. */
export function limitsOf(ctx: CallContext, { clock, closed, task }: LimitsContext): Limits {
  const controller = new AbortController();
  const { promise: limit, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when a limit is reached.
  limit.catch(() => undefined);
  const end = (error: SecretError): void => {
    reject(error);
    controller.abort(error);
  };
  const late = (): void => end(timedOut(task));
  const onAbort = (): void =>
    isTimeout(ctx.signal.reason) || clock.now() >= ctx.deadline ? late() : end(aborted(task));
  const onClose = (): void => end(instanceClosed(task));

  const timer = clock.after(Math.max(0, ctx.deadline - clock.now()), late);
  ctx.signal.addEventListener("abort", onAbort, { once: true });
  closed.addEventListener("abort", onClose, { once: true });
  if (closed.aborted) onClose();
  else if (ctx.signal.aborted) onAbort();
  else if (clock.now() >= ctx.deadline) late();

  return {
    signal: controller.signal,
    remaining: () => Math.min(longestDelay, Math.max(1, ctx.deadline - clock.now())),
    // The limit goes first: work that was done at once does not outrun one that was already reached.
    wait: (work) => Promise.race([limit, work]),
    release: () => {
      timer.cancel();
      ctx.signal.removeEventListener("abort", onAbort);
      closed.removeEventListener("abort", onClose);
    },
  };
}

function isTimeout(reason: unknown): boolean {
  return typeof reason === "object" && reason !== null && "name" in reason && reason.name === "TimeoutError";
}

function timedOut(task: string): SecretError {
  return new SecretError("timeout", `no answer in time: ${task}`, {
    hint: "check that the endpoint can be reached from here, and how long it takes to answer",
  });
}

function aborted(task: string): SecretError {
  return new SecretError("aborted", `given up by the caller: ${task}`);
}

function instanceClosed(task: string): SecretError {
  return new SecretError("aborted", `the AWS provider was closed: ${task}`, {
    hint: "make a new instance, or close this one later",
  });
}
