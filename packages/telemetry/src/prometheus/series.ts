import { durationBuckets, type Metric } from "../metrics/metric.ts";

/** One series of a metric, by its labels as they are exposed. */
export interface Series {
  readonly labels: string;
  /** Of a counter the total, of a gauge the last reading, of a histogram the sum. */
  value: number;
  /** Of a histogram: how many observations fell into each bucket alone, and beyond the last. */
  readonly buckets: number[];
}

/** A series without anything in it yet. */
export function emptySeries(labels: string, kind: Metric["kind"]): Series {
  const buckets = kind === "histogram" ? durationBuckets.length + 1 : 0;
  return { labels, value: 0, buckets: Array.from({ length: buckets }, () => 0) };
}

/** Takes one number into a series. */
export function record(series: Series, value: number, kind: Metric["kind"]): void {
  if (kind === "gauge") {
    series.value = value;
    return;
  }
  series.value += value;
  if (kind !== "histogram") return;
  const bound = durationBuckets.findIndex((bucket) => value <= bucket);
  const index = bound === -1 ? durationBuckets.length : bound;
  series.buckets[index] = (series.buckets[index] ?? 0) + 1;
}
