import { context, type HrTime, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { SecretsEvent } from "@claviger/core";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { durationBuckets, metrics } from "../metrics/metric.ts";
import { breakerOpen, defaulted, everyEvent, failed, resolved } from "../testing/events.ts";
import { canary, oddEvent } from "../testing/odd-event.ts";
import { openTelemetry } from "./open-telemetry.ts";

/** What the real SDK exports for these events, by the metric's name. */
async function exported(events: readonly SecretsEvent[]): Promise<ReadonlyMap<string, MetricData>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  const onEvent = openTelemetry({ meter: provider.getMeter("test") });
  for (const event of events) onEvent(event);
  await provider.forceFlush();
  const data = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  await provider.shutdown();
  return new Map(data.map((metric) => [metric.descriptor.name, metric]));
}

describe("OpenTelemetry metrics", () => {
  it("are every metric, with its unit and description", async () => {
    const data = await exported(everyEvent);
    expect(
      [...data.values()].map(({ descriptor: { name, unit, description } }) => [name, unit, description]),
    ).toEqual(Object.values(metrics).map(({ openTelemetry: name, unit, help }) => [name, unit, help]));
  });

  it("count reads and failures by their attributes", async () => {
    const data = await exported([resolved, resolved, failed, breakerOpen]);
    expect(pointsOf(data.get("claviger.secret.access"))).toEqual([
      [{ "claviger.secret.name": "database-url", "claviger.source": "aws", "claviger.cached": false }, 2],
    ]);
    expect(pointsOf(data.get("claviger.secret.failures"))).toEqual([
      [{ "claviger.secret.name": "jwt-secret", "claviger.source": "aws", "error.type": "denied" }, 1],
    ]);
    expect(pointsOf(data.get("claviger.breaker.state"))).toEqual([[{ "claviger.source": "vault.dr" }, 2]]);
  });

  it("tell durations in seconds, in our buckets", async () => {
    const data = await exported([{ ...resolved, ms: 30 }]);
    const durations = data.get("claviger.secret.get.duration");
    expect(durations?.dataPointType).toBe(DataPointType.HISTOGRAM);
    expect(durations?.dataPoints).toMatchObject([
      {
        attributes: { "claviger.result": "store" },
        value: { sum: 0.03, count: 1, buckets: { boundaries: durationBuckets } },
      },
    ]);
  });

  it("leave out the source of a failure that has none", async () => {
    const { provider: _, ...nowhere } = failed;
    const data = await exported([nowhere]);
    expect(pointsOf(data.get("claviger.secret.failures"))).toEqual([
      [{ "claviger.secret.name": "jwt-secret", "error.type": "denied" }, 1],
    ]);
  });
});

describe("OpenTelemetry spans", () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer("test");
  const clock = { now: () => 1_767_225_600_000 };
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterAll(async () => {
    context.disable();
    await provider.shutdown();
  });
  beforeEach(() => {
    exporter.reset();
  });

  it("are one for each read, as long as it took", () => {
    const onEvent = openTelemetry({ tracer, clock });
    for (const event of everyEvent) onEvent(event);
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name }) => name)).toEqual(Array.from({ length: 4 }, () => "claviger.get"));
    expect(spans.map(({ duration }) => milliseconds(duration))).toEqual([12.34, 0.02, 2, 80]);
    expect(spans.map(({ endTime }) => milliseconds(endTime))).toEqual(spans.map(() => clock.now()));
  });

  it("tell where an answer came from", () => {
    openTelemetry({ tracer })({ ...resolved, degraded: true });
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes).toEqual({
      "claviger.secret.name": "database-url",
      "claviger.result": "store",
      "claviger.source": "aws",
      "claviger.location": "store/production/database-url",
      "claviger.cached": false,
      "claviger.stale": false,
      "claviger.degraded": true,
      "claviger.version": "v1",
    });
    expect(span?.status).toEqual({ code: SpanStatusCode.UNSET });
  });

  it("are errors where a read failed, and not where a default was given", () => {
    const onEvent = openTelemetry({ tracer });
    onEvent(failed);
    onEvent(defaulted);
    const [error, fine] = exporter.getFinishedSpans();
    expect(error?.status).toEqual({ code: SpanStatusCode.ERROR, message: "denied" });
    expect(error?.attributes).toMatchObject({ "error.type": "denied", "claviger.source": "aws" });
    expect(fine?.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(fine?.attributes).toEqual({ "claviger.secret.name": "api-timeout", "claviger.result": "default" });
  });

  it("are children of the caller's span", () => {
    const onEvent = openTelemetry({ tracer });
    const parent = tracer.startSpan("request");
    context.with(trace.setSpan(context.active(), parent), () => onEvent(resolved));
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  });

  it("may leave out what caches alone answered", () => {
    const onEvent = openTelemetry({ tracer, cachedSpans: false });
    onEvent({ ...resolved, cached: true });
    expect(exporter.getFinishedSpans()).toEqual([]);
    onEvent(resolved);
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });

  it("hold no value", () => {
    const onEvent = openTelemetry({ tracer });
    fc.assert(
      fc.property(oddEvent, (event) => {
        onEvent(event);
        const told = exporter.getFinishedSpans().map(({ name, attributes, status, events }) => {
          return { name, attributes, status, events };
        });
        exporter.reset();
        expect(JSON.stringify(told)).not.toContain(canary);
      }),
    );
  });
});

it("without a meter and a tracer, nothing happens", () => {
  expect(openTelemetry({})(resolved)).toBeUndefined();
});

/** To a microsecond: milliseconds since the epoch have no more digits. */
function milliseconds([seconds, nanoseconds]: HrTime): number {
  return Math.round(seconds * 1e6 + nanoseconds / 1e3) / 1e3;
}

function pointsOf(metric: MetricData | undefined): readonly (readonly [unknown, unknown])[] {
  return (metric?.dataPoints ?? []).map(({ attributes, value }) => [attributes, value]);
}
