import { SecretError } from "@claviger/core/provider";
import type { CallContext, Clock } from "@claviger/core/provider";

export interface WithinDeadlineOptions {
  readonly ctx: CallContext;
  readonly clock: Clock;
}

/**
 * Waits for work until its caller's signal or deadline ends the wait. The work itself goes on: other callers may share
 * it.
 *
 * @throws SecretError `timeout` when the deadline has passed, `aborted` when the signal was aborted before it
 */
export async function withinDeadline<T>(
  work: () => Promise<T>,
  { ctx, clock }: WithinDeadlineOptions,
): Promise<T> {
  const ended = (): SecretError =>
    clock.now() >= ctx.deadline
      ? new SecretError("timeout", "the files could not be read in time")
      : new SecretError("aborted", "the read was aborted");
  if (ctx.signal.aborted || clock.now() >= ctx.deadline) throw ended();
  const { promise: end, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(ended());
  ctx.signal.addEventListener("abort", stop, { once: true });
  const timer = clock.after(ctx.deadline - clock.now(), stop);
  try {
    return await Promise.race([work(), end]);
  } finally {
    timer.cancel();
    ctx.signal.removeEventListener("abort", stop);
  }
}
