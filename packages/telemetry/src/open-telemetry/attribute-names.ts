import type { Labels } from "../metrics/measurement.ts";
import type { LabelName } from "../metrics/metric.ts";
import type { Attributes } from "./meter.ts";

/** Labels by their names in OpenTelemetry. `error.type` is of the semantic conventions; the others are ours. */
const attributeNames: Readonly<Record<LabelName, string>> = {
  secret: "claviger.secret.name",
  source: "claviger.source",
  cached: "claviger.cached",
  code: "error.type",
  result: "claviger.result",
  action: "claviger.lease.action",
};

/** Labels as OpenTelemetry's attributes. An empty one is none. */
export function toAttributes(labels: Labels): Attributes {
  const entries = Object.entries(labels).filter(([, value]) => value !== "");
  // Object.entries forgets that the keys are the labels' names.
  return Object.fromEntries(entries.map(([name, value]) => [attributeNames[name as LabelName], value]));
}
