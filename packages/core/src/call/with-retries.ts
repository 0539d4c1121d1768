import type { Link } from "../chain/link.ts";
import { showLocation } from "../chain/location-key.ts";
import type { Answer } from "../contract/answer.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { backoffMs, maxAttempts } from "./backoff.ts";
import { callWithin } from "./call-within.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { notAsked } from "./not-asked.ts";
import { isOutage, isTransient } from "./outage.ts";
import { pause } from "./pause.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";

/** The part of a call's time that its first attempt may take, where there may be another: 2 of a link's 5 seconds. */
const firstShare = 0.4;

/**
 * A call that is made again for the locations that failed with something transient, inside the deadline and never more
 * often than the breaker admits. A location that mints is asked once: whether a value was made is not known. It never
 * rejects.
 */
export function withRetries(call: StoreCall, link: Link, breaker: CircuitBreaker): StoreCall {
  return async (locations, limits) => {
    const answers = await ask(call, locations, { ...limits, link, breaker, attempt: 1 });
    return locations.map(
      (_, index) => answers[index] ?? { status: "error", error: notAsked(link.id, breaker) },
    );
  };
}

interface Asking extends CallLimits {
  readonly link: Link;
  readonly breaker: CircuitBreaker;
  readonly attempt: number;
}

/** Resolves to no answer at all where the breaker does not admit the call. */
async function ask(
  call: StoreCall,
  locations: readonly Location[],
  options: Asking,
): Promise<readonly Answer<SecretRecord>[]> {
  const { link, breaker, signal, deadline, attempt } = options;
  const { clock } = link.host;
  const admitted = breaker.admits();
  if (admitted === undefined) return [];
  const isOnly = locations.some(({ mints }) => mints);
  const now = clock.now();
  const share = attempt === 1 && !isOnly ? firstShare : 1;
  const answers = await callWithin(call, locations, {
    signal,
    deadline: now + (deadline - now) * share,
    clock,
    provider: link.id,
  });
  // What a caller gave up says nothing about the store.
  if (signal.aborted) return answers;
  const failures = answers.map((answer) => (answer.status === "error" ? answer.error : undefined));
  // One call is one word on whether the store is there, however many locations it was for: one real answer is enough.
  const [failure] = failures;
  if (failure && failures.every((error) => error && isOutage(error.code))) breaker.failed(failure, admitted);
  else breaker.succeeded();
  if (isOnly || attempt === maxAttempts) return answers;
  const again = locations.flatMap((location, index) => {
    const error = failures[index];
    return error && isTransient(error.code) ? [{ location, error }] : [];
  });
  const retryAfter = Math.max(...again.map(({ error }) => error.retryAfter ?? -1));
  const delayMs = backoffMs(attempt, { retryAfter, random: link.host.random() });
  if (again.length === 0 || clock.now() + delayMs >= deadline || breaker.waitMs > delayMs) return answers;
  for (const { location, error } of again) {
    link.counts.retries++;
    link.emit({
      type: "retry",
      location: showLocation(location),
      code: error.code,
      attempt,
      delayMs,
    });
  }
  await pause(delayMs, { clock, signal });
  if (signal.aborted) return answers;
  const asked = again.map(({ location }) => location);
  const later = await ask(call, asked, { ...options, attempt: attempt + 1 });
  const answered = new Map(asked.map((location, index) => [location, later[index]]));
  return answers.map((answer, index) => answered.get(locations[index] as Location) ?? answer);
}
