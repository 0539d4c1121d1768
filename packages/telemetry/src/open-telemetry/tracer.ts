import type { Attributes } from "./meter.ts";

/** `SpanStatusCode.ERROR` of `@opentelemetry/api`. */
export const errorStatus = 2;

/** What is used of a `Span`. */
export interface OpenTelemetrySpan {
  setStatus(status: { code: typeof errorStatus; message: string }): unknown;
  end(endTime: number): void;
}

/** What is used of a `Tracer` of `@opentelemetry/api`. Any such tracer fits. */
export interface OpenTelemetryTracer {
  /** `startTime` is in milliseconds since the epoch. */
  startSpan(name: string, options: { startTime: number; attributes: Attributes }): OpenTelemetrySpan;
}
