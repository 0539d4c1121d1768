/** How one link is doing. */
export interface LinkStats {
  /** The instance: `aws`, `vault.dr`. */
  readonly provider: string;
  /** Answers in its cache, absences included. */
  readonly entries: number;
  /** Reads that its cache answered. */
  readonly hits: number;
  /** Reads that its store was asked for; several may have travelled in one call. */
  readonly calls: number;
  /** Values past their TTL that were served, since the store could not be had. */
  readonly stale: number;
  /** Calls that were made again. */
  readonly retries: number;
  /** Reads that it failed. */
  readonly failures: number;
  /** Failures of it that were stepped past. */
  readonly steppedPast: number;
  /** Leases that are held. */
  readonly leases: number;
  /** `open`: its last calls failed, and it is not asked for a while; `half-open`: one call is let through to see. */
  readonly breaker: "closed" | "open" | "half-open";
  /** It was without every name so far, three or more: its region, prefix, path or mount is probably wrong. */
  readonly hasNothing: boolean;
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
  /** Reads that failed, and reads that were answered only by stepping past a failure or by serving stale. */
  readonly failures: number;
  readonly degraded: number;
  readonly links: readonly LinkStats[];
}
