import { durationBuckets, type Metric } from "../metrics/metric.ts";
import { printable } from "../text/printable.ts";
import type { Series } from "./series.ts";

/** The labels in the text format, without braces: `secret="a",source="env"`. */
export function formatLabels(labels: readonly (readonly [name: string, value: string])[]): string {
  return labels.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(",");
}

/** A metric and its series in the text format 0.0.4; nothing where it has no series yet. */
export function exposeMetric(metric: Metric, series: Iterable<Series>): string {
  const samples = [...series].flatMap((one) => exposeSeries(metric, one));
  if (samples.length === 0) return "";
  const { prometheus: name, help, kind } = metric;
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...samples, ""].join("\n");
}

function exposeSeries({ prometheus: name, kind }: Metric, series: Series): readonly string[] {
  if (kind !== "histogram") return [sample(name, series.labels, series.value)];
  let count = 0;
  const buckets = series.buckets.map((observed, index) => {
    count += observed;
    const bound = durationBuckets[index] ?? "+Inf";
    return sample(`${name}_bucket`, joined(series.labels, `le="${bound}"`), count);
  });
  return [
    ...buckets,
    sample(`${name}_sum`, series.labels, series.value),
    sample(`${name}_count`, series.labels, count),
  ];
}

function sample(name: string, labels: string, value: number): string {
  return labels === "" ? `${name} ${value}` : `${name}{${labels}} ${value}`;
}

function joined(...labels: readonly string[]): string {
  return labels.filter((label) => label !== "").join(",");
}

function escapeLabel(value: string): string {
  return printable(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
