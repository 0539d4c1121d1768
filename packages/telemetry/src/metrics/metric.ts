/** What may tell the series of a metric apart. All but `secret` are bounded by the configuration. */
export type LabelName = "secret" | "source" | "cached" | "code" | "result" | "action";

/** How the reads went: `cached` and `store` were answered, from caches alone or not. */
export const results = ["cached", "store", "default", "failed"] as const;

export interface Metric {
  readonly kind: "counter" | "gauge" | "histogram";
  /** Its name in Prometheus. */
  readonly prometheus: string;
  /** Its name in OpenTelemetry. */
  readonly openTelemetry: string;
  /** Its unit, as UCUM writes it. */
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly LabelName[];
}

/** The upper bounds of the durations' buckets, in seconds: from a cached read to the 15 s that a read may take. */
export const durationBuckets: readonly number[] = [
  0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15,
];

/** Every metric, for Prometheus and OpenTelemetry alike. */
export const metrics = {
  access: {
    kind: "counter",
    prometheus: "claviger_secret_access_total",
    openTelemetry: "claviger.secret.access",
    unit: "{read}",
    help: "Reads that were answered, by secret and the source of the answer.",
    labels: ["secret", "source", "cached"],
  },
  failures: {
    kind: "counter",
    prometheus: "claviger_secret_failures_total",
    openTelemetry: "claviger.secret.failures",
    unit: "{read}",
    help: "Reads that failed, by secret, error code and the first source that failed.",
    labels: ["secret", "code", "source"],
  },
  duration: {
    kind: "histogram",
    prometheus: "claviger_get_seconds",
    openTelemetry: "claviger.secret.get.duration",
    unit: "s",
    help: "How long reads took, by how they went: cached, store, default or failed.",
    labels: ["result"],
  },
  cacheHits: {
    kind: "counter",
    prometheus: "claviger_cache_hits_total",
    openTelemetry: "claviger.cache.hits",
    unit: "{lookup}",
    help: "Lookups that a source's cache answered.",
    labels: ["source"],
  },
  cacheMisses: {
    kind: "counter",
    prometheus: "claviger_cache_misses_total",
    openTelemetry: "claviger.cache.misses",
    unit: "{lookup}",
    help: "Lookups for which a source's store had to be asked.",
    labels: ["source"],
  },
  stale: {
    kind: "counter",
    prometheus: "claviger_stale_total",
    openTelemetry: "claviger.stale",
    unit: "{answer}",
    help: "Cached values that were served past their TTL.",
    labels: ["source"],
  },
  fallbacks: {
    kind: "counter",
    prometheus: "claviger_fallbacks_total",
    openTelemetry: "claviger.fallbacks",
    unit: "{fallback}",
    help: "Failing sources that were stepped past, by the code of the failure.",
    labels: ["source", "code"],
  },
  retries: {
    kind: "counter",
    prometheus: "claviger_retries_total",
    openTelemetry: "claviger.retries",
    unit: "{retry}",
    help: "Calls to a store that failed and were made again.",
    labels: ["source", "code"],
  },
  breaker: {
    kind: "gauge",
    prometheus: "claviger_breaker_state",
    openTelemetry: "claviger.breaker.state",
    unit: "1",
    help: "The state of a source's circuit breaker: 0 closed, 1 half-open, 2 open.",
    labels: ["source"],
  },
  changes: {
    kind: "counter",
    prometheus: "claviger_changes_total",
    openTelemetry: "claviger.changes",
    unit: "{change}",
    help: "Secrets whose value changed in the store since it was cached.",
    labels: ["source"],
  },
  writes: {
    kind: "counter",
    prometheus: "claviger_writes_total",
    openTelemetry: "claviger.writes",
    unit: "{write}",
    help: "Secrets that were changed through claviger: set, delete, restore or stage.",
    labels: ["source", "action"],
  },
  leases: {
    kind: "counter",
    prometheus: "claviger_leases_total",
    openTelemetry: "claviger.leases",
    unit: "{lease}",
    help: "What happened to leases: made, renewed, lost or revoked.",
    labels: ["source", "action"],
  },
  warnings: {
    kind: "counter",
    prometheus: "claviger_warnings_total",
    openTelemetry: "claviger.warnings",
    unit: "{warning}",
    help: "Warnings for the operator, by their code.",
    labels: ["code"],
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;
