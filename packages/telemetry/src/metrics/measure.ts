import type { SecretsEvent } from "@claviger/core";
import { type EventTable, lookUp } from "../sink/event-table.ts";
import type { SecretLabels } from "../text/secret-labels.ts";
import type { Labels, Measurement } from "./measurement.ts";
import type { MetricName, results } from "./metric.ts";

const breakerStates = { closed: 0, "half-open": 1, open: 2 } as const;

/** The source of a default: no store answered. */
const noStore = "default";

/** What an event adds to the metrics. */
export function measure(event: SecretsEvent, secrets: SecretLabels): readonly Measurement[] {
  return lookUp(measurements, { event, context: secrets }) ?? [];
}

const measurements: EventTable<SecretLabels, readonly Measurement[]> = {
  resolved: ({ name, provider: source, cached, ms }, secrets) => [
    one("access", { secret: secrets.of(name), source, cached }),
    took(ms, cached ? "cached" : "store"),
  ],
  defaulted: ({ name, ms }, secrets) => [
    one("access", { secret: secrets.of(name), source: noStore, cached: false }),
    took(ms, "default"),
  ],
  // Where no single link failed there is no source: an empty label is none.
  failed: ({ name, code, provider: source = "", ms }, secrets) => [
    one("failures", { secret: secrets.of(name), code, source }),
    took(ms, "failed"),
  ],
  hit: ({ provider: source }) => [one("cacheHits", { source })],
  miss: ({ provider: source }) => [one("cacheMisses", { source })],
  stale: ({ provider: source }) => [one("stale", { source })],
  fallback: ({ provider: source, code }) => [one("fallbacks", { source, code })],
  retry: ({ provider: source, code }) => [one("retries", { source, code })],
  breaker: ({ provider: source, state }) => [
    { metric: "breaker", labels: { source }, value: breakerStates[state] },
  ],
  changed: ({ provider: source }) => [one("changes", { source })],
  written: ({ provider: source, action }) => [one("writes", { source, action })],
  lease: ({ provider: source, action }) => [one("leases", { source, action })],
  warning: ({ code }) => [one("warnings", { code })],
  closed: () => [],
};

function one(metric: MetricName, labels: Labels): Measurement {
  return { metric, labels, value: 1 };
}

function took(ms: number, result: (typeof results)[number]): Measurement {
  return { metric: "duration", labels: { result }, value: ms / 1000 };
}
