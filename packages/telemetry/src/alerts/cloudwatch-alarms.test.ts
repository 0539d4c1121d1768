import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emfUnits } from "../emf/emf-metric.ts";

const template: Template = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "..", "alerts", "cloudwatch.json"), "utf8"),
);
const alarms = Object.entries(template.Resources).map(([name, { Type, Properties }]) => {
  return { name, Type, Properties };
});

describe("the CloudFormation template of alarms", () => {
  it("has those that users asked for, and nothing else", () => {
    expect(alarms.map(({ name }) => name)).toEqual([
      "ReadsFail",
      "CacheHitRateLow",
      "Fallback",
      "BreakerOpened",
      "StaleServed",
    ]);
    expect(new Set(alarms.map(({ Type }) => Type))).toEqual(new Set(["AWS::CloudWatch::Alarm"]));
  });

  it.each(alarms)("$name watches totals that emf() writes", ({ Properties }) => {
    const { Metrics, MetricName, Namespace, Dimensions } = Properties;
    const watched = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [
      { MetricName, Namespace, Dimensions },
    ];
    expect(watched).not.toEqual([]);
    for (const metric of watched) {
      expect(Object.keys(emfUnits)).toContain(metric.MetricName);
      expect(metric.Namespace).toEqual({ Ref: "Namespace" });
      expect(metric.Dimensions).toEqual([{ Name: "Environment", Value: { Ref: "Environment" } }]);
    }
  });

  it.each(alarms)("$name computes with the metrics that it has, and returns one", ({ Properties }) => {
    const metrics = Properties.Metrics ?? [];
    const ids = new Set(metrics.map(({ Id }) => Id));
    const used = metrics.flatMap(({ Expression }) => Expression?.match(/\b[a-z]\w*/g) ?? []);
    expect(used.filter((id) => !ids.has(id))).toEqual([]);
    expect(metrics.filter(({ ReturnData }) => ReturnData)).toHaveLength(metrics.length === 0 ? 0 : 1);
  });

  it.each(alarms)("$name is quiet where nothing is read", ({ Properties }) => {
    expect(Properties.TreatMissingData).toBe("notBreaching");
  });
});

interface WatchedMetric {
  readonly MetricName?: string;
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: WatchedMetric & {
          readonly TreatMissingData: string;
          readonly Metrics?: readonly {
            readonly Id: string;
            readonly ReturnData: boolean;
            readonly Expression?: string;
            readonly MetricStat?: { readonly Metric: WatchedMetric };
          }[];
        };
      }
    >
  >;
}
