import { durationBuckets, type Metric, metrics } from "../metrics/metric.ts";
import type { Measurement } from "../metrics/measurement.ts";
import { toAttributes } from "./attribute-names.ts";
import type { Attributes, OpenTelemetryMeter } from "./meter.ts";

type Recorder = (value: number, attributes: Attributes) => void;

/** Makes every instrument on a meter; what it returns records a measurement on its own. */
export function createInstruments(meter: OpenTelemetryMeter): (measurement: Measurement) => void {
  const instruments = new Map<string, Recorder>(
    Object.entries(metrics).map(([name, metric]) => [name, createInstrument(meter, metric)]),
  );
  return ({ metric, labels, value }) => instruments.get(metric)?.(value, toAttributes(labels));
}

function createInstrument(meter: OpenTelemetryMeter, metric: Metric): Recorder {
  const { openTelemetry: name, help: description, unit, kind } = metric;
  if (kind === "counter") {
    const counter = meter.createCounter(name, { description, unit });
    return (value, attributes) => counter.add(value, attributes);
  }
  if (kind === "gauge") {
    const gauge = meter.createGauge(name, { description, unit });
    return (value, attributes) => gauge.record(value, attributes);
  }
  const advice = { explicitBucketBoundaries: [...durationBuckets] };
  const histogram = meter.createHistogram(name, { description, unit, advice });
  return (value, attributes) => histogram.record(value, attributes);
}
