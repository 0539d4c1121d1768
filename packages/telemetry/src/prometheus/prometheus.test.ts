import type { SecretsEvent } from "@claviger/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metrics } from "../metrics/metric.ts";
import { breakerOpen, closed, everyEvent, failed, fallback, resolved } from "../testing/events.ts";
import { canary, oddEvent } from "../testing/odd-event.ts";
import { prometheus, type PrometheusOptions } from "./prometheus.ts";

function textOf(events: readonly SecretsEvent[], options?: PrometheusOptions): string {
  const sink = prometheus(options);
  for (const event of events) sink.onEvent(event);
  return sink.text();
}

function samplesOf(events: readonly SecretsEvent[], options?: PrometheusOptions): readonly string[] {
  return textOf(events, options)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function without(samples: readonly string[], ...prefixes: readonly string[]): readonly string[] {
  return samples.filter((sample) => !prefixes.some((prefix) => sample.startsWith(prefix)));
}

describe("Prometheus metrics", () => {
  it("count what happened", () => {
    const text = without(samplesOf([...everyEvent, fallback]), "claviger_get_seconds");
    expect(text).toEqual([
      'claviger_secret_access_total{secret="database-url",source="aws",cached="false"} 1',
      'claviger_secret_access_total{secret="database-url",source="aws",cached="true"} 1',
      'claviger_secret_access_total{secret="api-timeout",source="default",cached="false"} 1',
      'claviger_secret_failures_total{secret="jwt-secret",code="denied",source="aws"} 1',
      'claviger_cache_hits_total{source="aws"} 1',
      'claviger_cache_misses_total{source="aws"} 1',
      'claviger_stale_total{source="aws"} 1',
      'claviger_fallbacks_total{source="aws",code="unavailable"} 2',
      'claviger_retries_total{source="aws",code="throttled"} 1',
      'claviger_breaker_state{source="vault.dr"} 2',
      'claviger_changes_total{source="aws"} 1',
      'claviger_writes_total{source="aws",action="set"} 1',
      'claviger_leases_total{source="aws",action="made"} 1',
      'claviger_warnings_total{code="CLAVIGER_ENV_FILE"} 1',
    ]);
  });

  it("have a help text and a type before the samples of each", () => {
    const text = textOf([fallback]);
    expect(text).toContain(
      "# HELP claviger_fallbacks_total Failing sources that were stepped past, by the code of the failure.\n" +
        "# TYPE claviger_fallbacks_total counter\n" +
        'claviger_fallbacks_total{source="aws",code="unavailable"} 1\n',
    );
    expect(text.endsWith("\n")).toBe(true);
    expect(text).not.toContain("claviger_stale_total");
  });

  it("tell how long reads took, in cumulative buckets of seconds", () => {
    const reads = [0.02, 12.34, 12.34, 20_000].map((ms) => ({ ...resolved, ms }));
    const store = samplesOf(reads).filter((sample) => sample.includes('result="store"'));
    expect(store).toEqual([
      ...["0.0001", "0.0005", "0.001", "0.005", "0.01"].map((le) => bucket(le, 1)),
      ...["0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "15"].map((le) => bucket(le, 3)),
      bucket("+Inf", 4),
      expect.stringMatching(/^claviger_get_seconds_sum\{result="store"\} 20\.0247/),
      'claviger_get_seconds_count{result="store"} 4',
    ]);
  });

  it("take a bound of a bucket as inside it", () => {
    expect(samplesOf([{ ...resolved, ms: 5 }])).toContain(bucket("0.005", 1));
  });

  it("start at 0, so that a rate sees the first read", () => {
    const counts = samplesOf([]).filter((sample) => sample.startsWith("claviger_get_seconds_count"));
    expect(counts).toEqual(
      ["cached", "store", "default", "failed"].map(
        (result) => `claviger_get_seconds_count{result="${result}"} 0`,
      ),
    );
  });

  it("follow a breaker", () => {
    const samples = samplesOf([breakerOpen, { ...breakerOpen, state: "half-open" }]);
    expect(samples).toContain('claviger_breaker_state{source="vault.dr"} 1');
  });

  it("have an environment where it is said", () => {
    const samples = samplesOf([breakerOpen], { environment: "production" });
    expect(samples).toContain('claviger_breaker_state{environment="production",source="vault.dr"} 2');
    expect(samples).toContain('claviger_get_seconds_count{environment="production",result="failed"} 0');
  });

  it("leave the source of a failure empty where no link failed", () => {
    const { provider: _, ...nowhere } = failed;
    expect(samplesOf([nowhere])).toContain(
      'claviger_secret_failures_total{secret="jwt-secret",code="denied",source=""} 1',
    );
  });

  it("are bounded, however many names are asked for", () => {
    const reads = Array.from({ length: 50 }, (_, index) => ({ ...resolved, name: `name-${index}` }));
    const samples = samplesOf(reads, { maxSecrets: 3 }).filter((sample) => sample.includes("access_total"));
    expect(samples).toHaveLength(4);
    expect(samples).toContain('claviger_secret_access_total{secret="other",source="aws",cached="false"} 47');
  });

  it("escape what would end a label or a line", () => {
    const [sample] = without(samplesOf([{ ...resolved, name: 'a"} 1\nb\\c' }]), "claviger_get");
    expect(sample).toBe(
      String.raw`claviger_secret_access_total{secret="a\"} 1\\u000ab\\c",source="aws",cached="false"} 1`,
    );
  });

  it("say what they are to the one that scrapes", () => {
    expect(prometheus().contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  it("are well formed and hold no value, whatever happens", () => {
    const name = String.raw`(?:[a-z_]+)`;
    const label = String.raw`${name}="(?:[^"\\\n]|\\["\\n])*"`;
    const line = new RegExp(
      String.raw`^(?:# (?:HELP|TYPE) ${name} .+|${name}(?:\{${label}(?:,${label})*\})? [0-9.e+-]+)$`,
    );
    fc.assert(
      fc.property(fc.array(oddEvent, { maxLength: 20 }), (events) => {
        const text = textOf(events);
        for (const each of text.trimEnd().split("\n")) expect(each).toMatch(line);
        expect(text).not.toContain(canary);
      }),
    );
  });

  it("survive an event of a later core", () => {
    expect(textOf([{ type: "rotated" } as unknown as SecretsEvent, closed])).toBe(textOf([]));
  });
});

it("every metric is named as Prometheus and OpenTelemetry want it", () => {
  for (const { prometheus: name, openTelemetry, kind } of Object.values(metrics)) {
    expect(name).toMatch(/^claviger_[a-z_]+$/);
    expect(name.endsWith("_total")).toBe(kind === "counter");
    expect(openTelemetry).toMatch(/^claviger(?:\.[a-z]+)+$/);
  }
});

function bucket(le: string, count: number): string {
  return `claviger_get_seconds_bucket{result="store",le="${le}"} ${count}`;
}
