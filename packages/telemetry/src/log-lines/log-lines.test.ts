import type { SecretsEvent } from "@claviger/core";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { breakerOpen, closed, defaulted, everyEvent, failed, fallback, resolved } from "../testing/events.ts";
import { canary, oddEvent } from "../testing/odd-event.ts";
import { logLines, type LogLinesOptions } from "./log-lines.ts";

function linesOf(events: readonly SecretsEvent[], options: Omit<LogLinesOptions, "write"> = {}): string[] {
  const lines: string[] = [];
  const onEvent = logLines({ ...options, write: (line, level) => lines.push(`${level}: ${line}`) });
  for (const event of events) onEvent(event);
  return lines;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("log lines", () => {
  it("name the secret and its source", () => {
    expect(linesOf(everyEvent)).toEqual([
      "info: SecretAccess name=database-url source=aws cached=false ms=12.3 location=store/production/database-url version=v1",
      "info: SecretAccess name=database-url source=aws cached=true ms=0 location=store/production/database-url version=v1",
      "info: SecretAccess name=api-timeout source=default cached=false ms=2",
      "error: FailedAccess name=jwt-secret code=denied source=aws ms=80",
      "warn: StaleAccess source=aws location=store/production/database-url ageSeconds=400 code=timeout",
      "warn: FallbackAccess name=database-url source=aws code=unavailable",
      "warn: Retry source=aws location=store/production/database-url code=throttled attempt=1 delayMs=120.6",
      "warn: Breaker source=vault.dr state=open",
      "info: SecretChanged source=aws location=store/production/database-url version=v2",
      "info: SecretWritten action=set source=aws location=store/production/database-url version=v3",
      "info: Lease action=made source=aws location=store/production/database-url expiresAt=2026-01-01T00:00:00.000Z",
      'warn: Warning code=CLAVIGER_ENV_FILE source=env message="read from .env in production"',
      "debug: Closed",
    ]);
  });

  it("say where an answer is stale or degraded", () => {
    const [line] = linesOf([{ ...resolved, stale: true, degraded: true }]);
    expect(line).toContain("ms=12.3 stale=true degraded=true location=");
  });

  it("are told of hits and misses only where asked, and of nothing else then", () => {
    const events = linesOf(everyEvent, { events: ["hit", "miss"] });
    expect(events).toEqual([
      "debug: CacheHit source=aws location=store/production/database-url",
      "debug: CacheMiss source=aws location=store/production/database-url",
    ]);
  });

  it("have the levels that the application gives them", () => {
    const lines = linesOf([resolved, failed], { levels: { resolved: "debug" } });
    expect(lines.map((line) => line.split(":")[0])).toEqual(["debug", "error"]);
  });

  it("warn of a breaker that opens and a lease that is lost, not of the way back", () => {
    const lease = { type: "lease", provider: "vault", location: "db/creds/app" } as const;
    const lines = linesOf([
      breakerOpen,
      { ...breakerOpen, state: "closed" },
      { ...lease, action: "lost" },
      { ...lease, action: "renewed" },
    ]);
    expect(lines.map((line) => line.split(":")[0])).toEqual(["warn", "info", "warn", "info"]);
  });

  it("are JSON where asked", () => {
    const lines: string[] = [];
    logLines({ format: "json", write: (line) => lines.push(line) })(failed);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { level: "error", event: "FailedAccess", name: "jwt-secret", code: "denied", source: "aws", ms: 80 },
    ]);
  });

  it("cannot be forged by a name", () => {
    const name = 'x" source=env\nSecretAccess name=y \u202e';
    expect(linesOf([{ ...defaulted, name }])).toEqual([
      String.raw`info: SecretAccess name="x\" source=env\nSecretAccess name=y \u202e" source=default cached=false ms=2`,
    ]);
    const [json] = linesOf([{ ...defaulted, name }], { format: "json" });
    expect(json).not.toMatch(/[\n\u202e]/);
    expect(linesOf([{ ...defaulted, name: "" }])[0]).toContain('name="" ');
  });

  it("survive a date that is none, and an event of a later core", () => {
    const lease = { type: "lease", provider: "vault", location: "x", action: "made" } as const;
    expect(linesOf([{ ...lease, expiresAt: new Date(Number.NaN) }])).toEqual([
      "info: Lease action=made source=vault location=x",
    ]);
    const later = { type: "rotated" } as unknown as SecretsEvent;
    expect(linesOf([later])).toEqual([]);
  });

  it("go to standard error where nothing else is said", () => {
    const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const onEvent = logLines();
    onEvent(fallback);
    onEvent(closed);
    expect(write.mock.calls).toEqual([
      ["FallbackAccess name=database-url source=aws code=unavailable\n"],
      ["Closed\n"],
    ]);
  });

  it.each(["logfmt", "json"] as const)("in %s are one line each and hold no value", (format) => {
    fc.assert(
      fc.property(oddEvent, (event) => {
        const lines = linesOf([event], { format, events: [event.type] });
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(lines[0]).not.toContain(canary);
      }),
    );
  });
});
