import type { Attempt } from "../errors/attempt.ts";
import { isSecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { HotName } from "./hot-names.ts";

/** How a read was answered. */
interface Answered {
  readonly winner: Attempt;
  readonly degraded: boolean;
  readonly attempts: readonly Attempt[];
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
  hot(name: string, { provider, location = name, version }: HotName): void {
    this.counts.reads++;
    this.counts.hits++;
    if (!this.#events.active) return;
    const at = { provider, location };
    const how = { cached: true, stale: false, degraded: false, ms: 0 };
    this.#events.emit({ type: "resolved", name, ...at, version, ...how });
    this.#events.emit({ type: "hit", ...at });
  }

  answered(name: string, { winner, degraded, attempts }: Answered, ms: number): void {
    this.counts.reads++;
    if (degraded) this.counts.degraded++;
    if (attempts.every(({ cached }) => cached)) this.counts.hits++;
    const { provider, location = name, cached, stale = false, version } = winner;
    this.#events.emit({ type: "resolved", name, provider, location, version, cached, stale, degraded, ms });
  }

  /** Nobody had it: a default was given, or nothing where it is not required. */
  defaulted(name: string, ms: number): void {
    this.counts.reads++;
    this.#events.emit({ type: "defaulted", name, ms });
  }

  failed(name: string, error: unknown, ms: number): void {
    this.counts.reads++;
    this.counts.failures++;
    const { code = "internal", provider } = isSecretError(error) ? error : {};
    this.#events.emit({ type: "failed", name, code, ms, provider });
  }
}
