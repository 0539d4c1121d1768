import type { SecretsEvent } from "@claviger/core";
import { measure } from "../metrics/measure.ts";
import type { Measurement } from "../metrics/measurement.ts";
import { type Metric, type MetricName, metrics, results } from "../metrics/metric.ts";
import type { EventSink } from "../sink/sink.ts";
import { SecretLabels } from "../text/secret-labels.ts";
import { exposeMetric, formatLabels } from "./exposition.ts";
import { emptySeries, record, type Series } from "./series.ts";

export interface PrometheusOptions {
  /**
   * The label `environment` of every series, such as `production`.
   * @default none: the scrape configuration may add it
   */
  readonly environment?: string;
  /**
   * How many secrets are told apart; those that come later count as `secret="other"`.
   * @default 1000
   */
  readonly maxSecrets?: number;
}

export interface PrometheusMetrics extends EventSink {
  /** The `Content-Type` of `text()`. */
  readonly contentType: string;
  /** All metrics in Prometheus's text format 0.0.4. */
  text(): string;
}

/**
 * Counts core's events for Prometheus to scrape. It has a registry of its own: `text()` can be appended to another's.
 * Several instances of `createSecrets` may share one.
 *
 * @example
 * ```ts
 * const metrics = prometheus({ environment: "production" });
 * const secrets = createSecrets({ providers: [env()], onEvent: metrics.onEvent });
 * createServer((_, response) => {
 *   response.setHeader("content-type", metrics.contentType).end(metrics.text());
 * });
 * ```
 * @throws RangeError where `maxSecrets` is not a whole number of 0 or more
 */
export function prometheus(options: PrometheusOptions = {}): PrometheusMetrics {
  const registry = new Registry(options.environment);
  const secrets = new SecretLabels(options.maxSecrets);
  return {
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    onEvent: (event: SecretsEvent) => {
      for (const measurement of measure(event, secrets)) registry.record(measurement);
    },
    text: () => registry.text(),
  };
}

class Registry {
  readonly #common: readonly (readonly [string, string])[];
  readonly #series = new Map<MetricName, Map<string, Series>>();

  constructor(environment: string | undefined) {
    this.#common = environment === undefined ? [] : [["environment", environment]];
    // A rate needs a first sample before the first event: without these, the first failure would not show.
    for (const result of results) this.#seriesOf({ metric: "duration", labels: { result }, value: 0 });
  }

  record(measurement: Measurement): void {
    record(this.#seriesOf(measurement), measurement.value, metrics[measurement.metric].kind);
  }

  text(): string {
    return Object.entries(metrics)
      .map(([name, metric]) => exposeMetric(metric, this.#of(name).values()))
      .join("");
  }

  #of(name: string): ReadonlyMap<string, Series> {
    // Object.entries forgets that its keys are the metrics' names.
    return this.#series.get(name as MetricName) ?? new Map<string, Series>();
  }

  #seriesOf({ metric, labels }: Measurement): Series {
    const definition: Metric = metrics[metric];
    const values = definition.labels.map((name) => String(labels[name] ?? ""));
    // Only the first label may hold any text, so that no two series have one key. Formatting is for new series alone.
    const key = values.join("\0");
    const all = this.#series.get(metric) ?? new Map<string, Series>();
    this.#series.set(metric, all);
    const known = all.get(key);
    if (known) return known;
    const own = definition.labels.map((name, index) => [name, values[index] ?? ""] as const);
    const series = emptySeries(formatLabels([...this.#common, ...own]), definition.kind);
    all.set(key, series);
    return series;
  }
}
