/** How one link is doing. */
export interface LinkStats {
  /** The instance: `aws`, `vault.dr`. */
  readonly provider: string;
  /** Answers in its cache, absences included. */
  readonly entries: number;
  /** Reads that its cache answered. */
  readonly hits: number;
  /** Calls to the store. */
  readonly calls: number;
  /** Reads that it failed. */
  readonly failures: number;
  /** Failures of it that were stepped past. */
  readonly steppedPast: number;
}

/** A snapshot of a chain's state. It never holds a value. */
export interface SecretsStats {
  /** The deployment's environment: `development`, `production`. */
  readonly environment: string;
  readonly fallback: "never" | "unavailable" | "any";
  /** The TTL of cached values, in seconds. */
  readonly ttl: number;
  /** The names that were answered from here and are still cached. */
  readonly names: readonly string[];
  /** Reads that were answered from the caches alone, and reads in all. */
  readonly hits: number;
  readonly reads: number;
  /** Reads that failed, and reads that were answered only by stepping past a failure. */
  readonly failures: number;
  readonly degraded: number;
  readonly links: readonly LinkStats[];
}
