/**
 * How long after an abort a call may take to settle, in milliseconds. A busy machine may stall a whole process for longer,
 * so that the best of `abortAttempts` counts.
 */
export const abortToleranceMs = 50;
export const abortAttempts = 3;

/** How long after its deadline a call may take to settle, in milliseconds. */
export const deadlineToleranceMs = 250;

/** How long a close may take, with calls in flight, in milliseconds. */
export const closeToleranceMs = 1_000;
