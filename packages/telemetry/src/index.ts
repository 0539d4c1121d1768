/**
 * What claviger's core tells of its work, as metrics, spans and log lines. Nothing here ever holds a secret's value.
 *
 * @packageDocumentation
 */
export { emf } from "./emf/emf.ts";
export type { EmfSink } from "./emf/emf.ts";
export type { EmfOptions } from "./emf/emf-options.ts";
export type { LogFormat } from "./log-lines/format-line.ts";
export type { EventType, LogLevel } from "./log-lines/log-level.ts";
export { logLines } from "./log-lines/log-lines.ts";
export type { LogLinesOptions } from "./log-lines/log-lines.ts";
export type { Attributes, InstrumentOptions, OpenTelemetryMeter } from "./open-telemetry/meter.ts";
export { openTelemetry } from "./open-telemetry/open-telemetry.ts";
export type { OpenTelemetryOptions } from "./open-telemetry/open-telemetry.ts";
export type { OpenTelemetrySpan, OpenTelemetryTracer } from "./open-telemetry/tracer.ts";
export { prometheus } from "./prometheus/prometheus.ts";
export type { PrometheusMetrics, PrometheusOptions } from "./prometheus/prometheus.ts";
export { fanOut } from "./sink/fan-out.ts";
export type { EventListener, EventSink } from "./sink/sink.ts";
