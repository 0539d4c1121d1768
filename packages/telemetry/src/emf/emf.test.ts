import type { SecretsEvent } from "@claviger/core";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  breakerOpen,
  closed,
  defaulted,
  everyEvent,
  failed,
  fallback,
  resolved,
  stale,
} from "../testing/events.ts";
import { canary, oddEvent } from "../testing/odd-event.ts";
import { emf } from "./emf.ts";
import type { EmfOptions } from "./emf-options.ts";
import { emfProblems } from "./testing/emf-problems.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const required = { namespace: "Afirgen/Secrets", environment: "production" } as const;
const cached = { ...resolved, cached: true, ms: 0.02 } as const;

/** The lines of one window, without their metadata. */
function windowOf(
  events: readonly SecretsEvent[],
  options: Partial<EmfOptions> = {},
): readonly Readonly<Record<string, unknown>>[] {
  const lines: string[] = [];
  const sink = emf({ ...required, clock: new ManualClock(), write: (line) => lines.push(line), ...options });
  for (const event of events) sink.onEvent(event);
  sink.flush();
  expect(lines.flatMap(emfProblems)).toEqual([]);
  return lines.map((line) => {
    const { _aws, ...values }: Record<string, unknown> = JSON.parse(line);
    expect(_aws).toBeDefined();
    return values;
  });
}

const nothing = {
  Environment: "production",
  SecretAccess: 0,
  CachedAccess: 0,
  StoreAccess: 0,
  FailedAccess: 0,
  FallbackAccess: 0,
  StaleAccess: 0,
  BreakerOpened: 0,
};

function failing(): void {
  throw new RangeError("hunter2");
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a window of CloudWatch metrics", () => {
  it("counts reads by secret and source, and in all", () => {
    const [totals, ...bySecret] = windowOf([resolved, cached, cached, cached, defaulted]);
    expect(totals).toEqual({
      ...nothing,
      SecretAccess: 5,
      CachedAccess: 3,
      StoreAccess: 1,
      CacheHitRate: 75,
      AccessLatency: [12.34],
    });
    expect(bySecret).toEqual([
      { SecretName: "database-url", Source: "aws", SecretAccess: 4 },
      { Environment: "production", Source: "aws", AccessLatency: [12.34] },
      { SecretName: "api-timeout", Source: "default", SecretAccess: 1 },
    ]);
  });

  it("counts failures by secret and code", () => {
    expect(windowOf([failed, failed])).toEqual([
      { ...nothing, FailedAccess: 2 },
      { SecretName: "jwt-secret", Code: "denied", FailedAccess: 2 },
    ]);
  });

  it("counts fallbacks, stale answers and breakers that open by source", () => {
    expect(windowOf([fallback, stale, breakerOpen, { ...breakerOpen, state: "closed" }])).toEqual([
      { ...nothing, FallbackAccess: 1, StaleAccess: 1, BreakerOpened: 1 },
      { Environment: "production", Source: "aws", FallbackAccess: 1, StaleAccess: 1 },
      { Environment: "production", Source: "vault.dr", BreakerOpened: 1 },
    ]);
  });

  it("is written as CloudWatch's specification wants it", () => {
    const write = vi.fn<(line: string) => void>();
    const sink = emf({ ...required, write, clock: new ManualClock() });
    sink.onEvent(failed);
    sink.flush();
    expect(write.mock.calls[1]?.[0]).toBe(
      '{"_aws":{"Timestamp":1767225600000,"CloudWatchMetrics":[{"Namespace":"Afirgen/Secrets",' +
        '"Dimensions":[["SecretName","Code"]],"Metrics":[{"Name":"FailedAccess","Unit":"Count"}]}]},' +
        '"SecretName":"jwt-secret","Code":"denied","FailedAccess":1}',
    );
  });

  it("keeps a sample of at most 100 latencies, and none that is no number", () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...resolved, ms: index }));
    const [totals] = windowOf([...many, { ...resolved, ms: Number.NaN }]);
    const latencies = totals?.["AccessLatency"];
    expect(latencies).toHaveLength(100);
    // A sample of the whole window, not of its start.
    expect(Math.max(...(Array.isArray(latencies) ? latencies.map(Number) : []))).toBeGreaterThan(1000);
    expect(totals).toMatchObject({ StoreAccess: 5001 });
  });

  it("has a bounded number of secrets", () => {
    const reads = Array.from({ length: 50 }, (_, index) => ({ ...cached, name: `name-${index}` }));
    const bySecret = windowOf(reads, { maxSecrets: 3 }).filter((line) => "SecretName" in line);
    expect(bySecret.map(({ SecretName, SecretAccess }) => [SecretName, SecretAccess])).toEqual([
      ["name-0", 1],
      ["name-1", 1],
      ["name-2", 1],
      ["other", 47],
    ]);
  });

  it("writes names as CloudWatch takes them", () => {
    const names = ["schlüssel\n", " ", "x".repeat(2000)];
    const lines = windowOf(names.map((name) => ({ ...failed, name })));
    expect(lines.slice(1).map(({ SecretName }) => SecretName)).toEqual([
      String.raw`schl\u00fcssel\u000a`,
      "(blank)",
      `${"x".repeat(255)}${String.raw`\u2026`}`,
    ]);
  });

  it("is what CloudWatch takes and holds no value, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(oddEvent, { maxLength: 20 }), (events) => {
        expect(JSON.stringify(windowOf(events))).not.toContain(canary);
      }),
    );
  });
});

describe("windows", () => {
  it("open with the first event and end after their time", () => {
    const clock = new ManualClock();
    const write = vi.fn<(line: string) => void>();
    const sink = emf({ ...required, clock, write, flushSeconds: 10 });
    sink.onEvent({ type: "hit", provider: "aws", location: "x" });
    expect(clock.pending).toBe(false);
    sink.onEvent(failed);
    sink.onEvent(failed);
    expect(clock.delays).toEqual([10_000]);
    expect(write).not.toHaveBeenCalled();
    clock.ring();
    expect(write).toHaveBeenCalledTimes(2);
    expect(clock.pending).toBe(false);
    sink.flush();
    expect(write).toHaveBeenCalledTimes(2);
    sink.onEvent(failed);
    expect(clock.delays).toEqual([10_000, 10_000]);
  });

  it("end when secrets are closed", () => {
    const clock = new ManualClock();
    const write = vi.fn<(line: string) => void>();
    const sink = emf({ ...required, clock, write });
    sink.onEvent(failed);
    sink.onEvent(closed);
    expect(write).toHaveBeenCalledTimes(2);
    expect(clock.pending).toBe(false);
  });

  it("survive a write that fails, which is told once, by its class alone", () => {
    const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const clock = new ManualClock();
    const sink = emf({ ...required, clock, write: failing });
    for (const _ of [1, 2]) {
      sink.onEvent(failed);
      clock.ring();
    }
    expect(emitWarning.mock.calls).toEqual([
      ["emf's write threw RangeError", { type: "SecretsWarning", code: "CLAVIGER_TELEMETRY" }],
    ]);
  });

  it("go to standard output by real time where nothing else is said, and never keep a process alive", () => {
    const write = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    const setTimeout = vi.spyOn(globalThis, "setTimeout");
    const sink = emf(required);
    for (const event of everyEvent.filter(({ type }) => type !== "closed")) sink.onEvent(event);
    expect(
      setTimeout.mock.results.map(({ value }: { readonly value?: NodeJS.Timeout }) => value?.hasRef()),
    ).toEqual([false]);
    sink.onEvent(closed);
    expect(write.mock.calls.every(([line]) => String(line).endsWith("}\n"))).toBe(true);
    expect(write).toHaveBeenCalled();
  });
});

describe("options", () => {
  it.each(["", "AWS/Secrets", "a\nb", "x".repeat(256), " "])("refuse the namespace %j", (namespace) => {
    expect(() => emf({ ...required, namespace })).toThrow(/^emf's namespace/);
  });

  it.each(["", "  ", "größe", "x".repeat(1025)])("refuse the environment %j", (environment) => {
    expect(() => emf({ ...required, environment })).toThrow(/^emf's environment/);
  });

  it.each([0, -1, 3601, Number.NaN])("refuse a window of %d s", (flushSeconds) => {
    expect(() => emf({ ...required, flushSeconds })).toThrow(/^emf's flushSeconds/);
  });
});
