/** The attributes of a measurement or a span. */
export type Attributes = Record<string, string | boolean>;

/** What describes an instrument. */
export interface InstrumentOptions {
  description: string;
  unit: string;
  advice?: { explicitBucketBoundaries: number[] };
}

/**
 * What is used of a `Meter` of `@opentelemetry/api` 1.9 or later. Any such meter fits; said here in our own words so that
 * the types of this package do not need OpenTelemetry's where it is not installed.
 */
export interface OpenTelemetryMeter {
  createCounter(
    name: string,
    options: InstrumentOptions,
  ): { add(value: number, attributes: Attributes): void };
  createHistogram(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
  createGauge(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
}
