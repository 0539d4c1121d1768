import type { Answer } from "../contract/answer.ts";
import type { Clock } from "../contract/clock.ts";
import { waitFor } from "../contract/wait-for.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import type { SecretError } from "../errors/secret-error.ts";
import { backoffMs, maxAttempts } from "./backoff.ts";
import { callWithin } from "./call-within.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { isOutage, isTransient } from "./outage.ts";
import { notAsked } from "./not-asked.ts";
import type { StoreCall } from "./store-call.ts";

export interface RetryOptions {
  readonly provider: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly breaker: CircuitBreaker;
  readonly onRetry: (retry: {
    readonly location: Location;
    readonly error: SecretError;
    readonly attempt: number;
    readonly delayMs: number;
  }) => void;
}

/** The part of a call's time that its first attempt may take, where there may be another: 2 of a link's 5 seconds. */
const firstShare = 0.4;

/**
 * A call that is made again for the locations that failed with something transient, inside the deadline and never more
 * often than the breaker admits. A location that mints is asked once: whether a value was made is not known.
 */
export function withRetries(call: StoreCall, options: RetryOptions): StoreCall {
  const { clock, breaker } = options;
  return async (locations, { signal, deadline }) => {
    const answers = new Map<number, Answer<SecretRecord>>();
    let open = locations.map((location, index) => ({ location, index }));
    for (let attempt = 1; open.length > 0; attempt++) {
      if (!breaker.admits()) {
        const error = notAsked(options.provider, breaker);
        for (const { index } of open) if (!answers.has(index)) answers.set(index, { status: "error", error });
        break;
      }
      const remaining = deadline - clock.now();
      const isFirst = attempt === 1 && !locations.some(({ mints }) => mints);
      const share = isFirst ? remaining * firstShare : remaining;
      const asked = open.map(({ location }) => location);
      const given = await callWithin(call, asked, {
        signal,
        deadline: clock.now() + share,
        clock,
        provider: options.provider,
      });
      reportTo(breaker, given, signal);
      open.forEach(({ index }, place) => {
        const answer = given[place];
        if (answer) answers.set(index, answer);
      });
      const again =
        attempt < maxAttempts && !signal.aborted
          ? open.filter(({ index, location }) => isRetryable(answers.get(index), location))
          : [];
      const delayMs =
        again.length > 0
          ? delayOf(
              again.map(({ index }) => answers.get(index)),
              attempt,
              options,
            )
          : 0;
      if (again.length === 0 || clock.now() + delayMs >= deadline || breaker.waitMs > delayMs) break;
      for (const { location, index } of again) {
        const answer = answers.get(index);
        if (answer?.status === "error") options.onRetry({ location, error: answer.error, attempt, delayMs });
      }
      if (delayMs > 0) await waitFor(new Promise<void>(() => {}), { clock, ms: delayMs, signal, otherwise: () => {} });
      if (signal.aborted) break;
      open = again;
    }
    return locations.map(
      (_, index) => answers.get(index) ?? { status: "error", error: notAsked(options.provider, breaker) },
    );
  };
}

function isRetryable(answer: Answer<SecretRecord> | undefined, location: Location): boolean {
  return answer?.status === "error" && isTransient(answer.error.code) && !location.mints;
}

function delayOf(
  answers: readonly (Answer<SecretRecord> | undefined)[],
  attempt: number,
  { random }: RetryOptions,
): number {
  const asked = answers.flatMap((answer) =>
    answer?.status === "error" && answer.error.retryAfter !== undefined ? [answer.error.retryAfter] : [],
  );
  return backoffMs(attempt, {
    retryAfter: asked.length > 0 ? Math.max(...asked) : undefined,
    random: random(),
  });
}

/** One call is one word on whether the store is there, however many locations it was for: one real answer is enough. */
function reportTo(
  breaker: CircuitBreaker,
  answers: readonly Answer<SecretRecord>[],
  signal: AbortSignal,
): void {
  // What a caller gave up says nothing about the store.
  if (signal.aborted) return;
  const outages = answers.flatMap((answer) =>
    answer.status === "error" && isOutage(answer.error.code) ? [answer.error] : [],
  );
  const [outage] = outages;
  if (outage && outages.length === answers.length) breaker.failed(outage);
  else breaker.succeeded();
}
