import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { metrics } from "../metrics/metric.ts";
import { prometheus } from "../prometheus/prometheus.ts";
import { everyEvent } from "../testing/events.ts";
import { hasPromtool, promtool, requiresPromtool } from "./testing/promtool.ts";

const rulesFile = join(import.meta.dirname, "..", "..", "alerts", "prometheus.yml");
const text = readFileSync(rulesFile, "utf8");

describe("the alert rules for Prometheus", () => {
  const [group] = (parse(text) as Rules).groups;
  const rules = group?.rules ?? [];

  it("are those that users asked for", () => {
    expect(rules.map(({ alert }) => alert)).toEqual([
      "ClavigerReadsFail",
      "ClavigerCacheHitRateLow",
      "ClavigerFallbackInProduction",
      "ClavigerBreakerOpen",
      "ClavigerStaleServed",
    ]);
  });

  it.each(rules)("$alert has a severity, and says what happened and what to do", (rule) => {
    expect(["critical", "warning"]).toContain(rule.labels.severity);
    expect(rule.annotations.summary).toContain("$labels.job");
    expect(rule.annotations.description).not.toBe("");
  });

  it.each(rules)("$alert asks only for metrics that there are", ({ expr }) => {
    const known = new Set<string>(Object.values(metrics).map(({ prometheus: name }) => name));
    const asked = expr.match(/claviger_[a-z_]+/g) ?? [];
    expect(asked).not.toEqual([]);
    expect(asked.map((name) => name.replace(/_count$/, "")).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("Prometheus's own checker", () => {
  beforeEach(({ skip }) => {
    skip(!hasPromtool && !requiresPromtool, "promtool is not on the PATH (Debian: apt install prometheus)");
  });

  it("takes the rules", () => {
    const { status, printed } = promtool(["check", "rules", rulesFile]);
    expect(printed).toContain("5 rules found");
    expect(status).toBe(0);
  });

  it("sees the alerts fire when they should, and only then", () => {
    const { status, printed } = promtool([
      "test",
      "rules",
      join(import.meta.dirname, "prometheus.rules-test.yml"),
    ]);
    expect(printed).toContain("SUCCESS");
    expect(status).toBe(0);
  });

  it("finds nothing to say about the metrics", () => {
    const sink = prometheus({ environment: 'pro"duction\n' });
    for (const event of everyEvent) sink.onEvent(event);
    expect(promtool(["check", "metrics"], sink.text())).toEqual({ status: 0, printed: "" });
  });
});

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: { readonly summary: string; readonly description: string };
    }[];
  }[];
}
