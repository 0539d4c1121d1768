import type { Attempt } from "../errors/attempt.ts";
import { isSecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";

/** How a read was answered. */
interface Answered {
  readonly winner: Attempt;
  readonly degraded: boolean;
  /** In milliseconds. */
  readonly ms: number;
}

/** Counts the application's reads, and tells how each ended. */
export class ReadReports {
  readonly #events: EventStream;
  /** Reads in all, those that the caches alone answered, those that failed, and those that a failure was stepped past for. */
  readonly counts = { reads: 0, hits: 0, failures: 0, degraded: 0 };

  constructor(events: EventStream) {
    this.#events = events;
  }

  /** A hot name was given. */
  hot(name: string, answered: Pick<Answered, "winner">): void {
    this.counts.reads++;
    this.counts.hits++;
    if (!this.#events.active) return;
    const { winner } = answered;
    this.#emit(name, { winner, degraded: false, ms: 0 });
    const { provider, location = name } = winner;
    this.#events.emit({ type: "hit", provider, location });
  }

  answered(name: string, answered: Answered, attempts: readonly Attempt[]): void {
    this.counts.reads++;
    if (answered.degraded) this.counts.degraded++;
    if (attempts.every(({ cached }) => cached)) this.counts.hits++;
    if (this.#events.active) this.#emit(name, answered);
  }

  /** Nobody had it: a default was given, or nothing where it is not required. */
  defaulted(name: string, ms: number): void {
    this.counts.reads++;
    this.#events.emit({ type: "defaulted", name, ms });
  }

  failed(name: string, error: unknown, ms: number): void {
    this.counts.reads++;
    this.counts.failures++;
    const { code, provider } = isSecretError(error)
      ? error
      : { code: "internal" as const, provider: undefined };
    this.#events.emit({ type: "failed", name, code, ms, provider });
  }

  #emit(name: string, { winner, degraded, ms }: Answered): void {
    const { provider, location = name, cached, version, stale = false } = winner;
    this.#events.emit({ type: "resolved", name, provider, location, cached, stale, degraded, ms, version });
  }
}
