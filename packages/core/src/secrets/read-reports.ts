import type { Attempt } from "../errors/attempt.ts";
import { isSecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { HotName } from "./hot-names.ts";

/** Counts the application's reads, and tells how each ended. */
export class ReadReports {
  readonly #events: EventStream;
  /** Reads in all, those that the caches alone answered, those that failed, and those that a failure was stepped past for. */
  readonly counts = { reads: 0, hits: 0, failures: 0, degraded: 0 };

  constructor(events: EventStream) {
    this.#events = events;
  }

  /** A hot name was given. */
  hot(name: string, { provider, location, version }: HotName): void {
    this.counts.reads++;
    this.counts.hits++;
    if (!this.#events.active) return;
    this.#resolved(name, { provider, location, version, cached: true }, { degraded: false, ms: 0 });
    this.#events.emit({ type: "hit", provider, location: location ?? name });
  }

  answered(
    name: string,
    { winner, degraded, attempts }: {
      readonly winner: Attempt;
      readonly degraded: boolean;
      readonly attempts: readonly Attempt[];
    },
    ms: number,
  ): void {
    this.counts.reads++;
    if (degraded) this.counts.degraded++;
    if (attempts.every(({ cached }) => cached)) this.counts.hits++;
    this.#resolved(name, winner, { degraded, ms });
  }

  /** Nobody had it: a default was given, or nothing where it is not required. */
  defaulted(name: string, ms: number): void {
    this.counts.reads++;
    this.#events.emit({ type: "defaulted", name, ms });
  }

  failed(name: string, error: unknown, ms: number): void {
    this.counts.reads++;
    this.counts.failures++;
    const known = isSecretError(error) ? error : undefined;
    const { code = "internal", provider } = known ?? {};
    this.#events.emit({ type: "failed", name, code, ms, provider });
  }

  #resolved(
    name: string,
    { provider, location = name, cached, version, stale = false }: Omit<Attempt, "answer" | "ms">,
    how: { readonly degraded: boolean; readonly ms: number },
  ): void {
    this.#events.emit({ type: "resolved", name, provider, location, cached, stale, version, ...how });
  }
}
