import type { SecretsEvent } from "@claviger/core";
import type { Clock } from "@claviger/core/provider";
import { measure } from "../metrics/measure.ts";
import type { EventListener } from "../sink/sink.ts";
import { SecretLabels } from "../text/secret-labels.ts";
import { createInstruments } from "./instruments.ts";
import type { OpenTelemetryMeter } from "./meter.ts";
import { isRead, spanOfRead } from "./span-of-read.ts";
import type { OpenTelemetryTracer } from "./tracer.ts";

export interface OpenTelemetryOptions {
  /**
   * Where metrics are recorded: `metrics.getMeter("my-app")` of `@opentelemetry/api` 1.9 or later.
   * @default no metrics
   */
  readonly meter?: OpenTelemetryMeter;
  /**
   * Where a span `claviger.get` is made for each read: `trace.getTracer("my-app")`.
   * @default no spans
   */
  readonly tracer?: OpenTelemetryTracer;
  /**
   * Whether reads that caches alone answered have a span too.
   * @default true
   */
  readonly cachedSpans?: boolean;
  /**
   * How many secrets the metrics tell apart; those that come later count as `other`. Spans have every name.
   * @default 1000
   */
  readonly maxSecrets?: number;
  /** @default real time */
  readonly clock?: Pick<Clock, "now">;
}

/**
 * Records core's events as OpenTelemetry metrics and spans. The span of a read that failed has the status ERROR and the
 * error's code; no attribute holds a value.
 *
 * @example
 * ```ts
 * import { metrics, trace } from "@opentelemetry/api";
 * const onEvent = openTelemetry({ meter: metrics.getMeter("my-app"), tracer: trace.getTracer("my-app") });
 * ```
 * @throws RangeError where `maxSecrets` is not a whole number of 0 or more
 */
export function openTelemetry(options: OpenTelemetryOptions): EventListener {
  const { meter, tracer, cachedSpans = true, clock = Date } = options;
  const secrets = new SecretLabels(options.maxSecrets);
  const record = meter && createInstruments(meter);
  return (event: SecretsEvent) => {
    if (record) for (const measurement of measure(event, secrets)) record(measurement);
    if (!tracer || !isRead(event)) return;
    if (event.type === "resolved" && event.cached && !cachedSpans) return;
    spanOfRead(event, { tracer, end: clock.now() });
  };
}
