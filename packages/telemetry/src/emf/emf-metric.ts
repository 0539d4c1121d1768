/** The CloudWatch metrics and their units. */
export const emfUnits = {
  SecretAccess: "Count",
  CachedAccess: "Count",
  StoreAccess: "Count",
  FailedAccess: "Count",
  FallbackAccess: "Count",
  StaleAccess: "Count",
  BreakerOpened: "Count",
  CacheHitRate: "Percent",
  AccessLatency: "Milliseconds",
} as const;

export type EmfMetric = keyof typeof emfUnits;

/** The metrics that are counted: one for each event. */
export type EmfCount = Exclude<EmfMetric, "CacheHitRate" | "AccessLatency">;

/** The names and values of one set of dimensions. */
export type EmfDimensions = Readonly<Record<string, string>>;
