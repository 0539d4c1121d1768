import { emfUnits, type EmfDimensions, type EmfMetric } from "./emf-metric.ts";

/** The most values that one metric may have in a document. */
export const mostValues = 100;

export interface EmfDocumentOptions {
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly dimensions: EmfDimensions;
  readonly values: Readonly<Partial<Record<EmfMetric, number | readonly number[]>>>;
}

/**
 * One line of CloudWatch's Embedded Metric Format: the metrics of one set of dimensions.
 *
 * Source: "Specification: Embedded metric format" in the Amazon CloudWatch user guide. At most 100 metrics and 100
 * values each, 30 dimensions and 1 MB; ours are far below all but the values, which the caller bounds.
 */
export function emfDocument({ namespace, timestamp, dimensions, values }: EmfDocumentOptions): string {
  // Object.keys forgets that the keys are the metrics' names.
  const names = Object.keys(values) as readonly EmfMetric[];
  return JSON.stringify({
    _aws: {
      Timestamp: Math.trunc(timestamp),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: names.map((Name) => ({ Name, Unit: emfUnits[Name] })),
        },
      ],
    },
    ...dimensions,
    ...values,
  });
}
