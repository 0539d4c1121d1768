import type { LabelName, MetricName } from "./metric.ts";

export type Labels = Readonly<Partial<Record<LabelName, string | boolean>>>;

/** One number for one series of a metric: an increment, a reading or an observation, as the metric is. */
export interface Measurement {
  readonly metric: MetricName;
  readonly labels: Labels;
  readonly value: number;
}
