import type { SecretsEvent } from "@claviger/core";
import { type EventTable, lookUp } from "../sink/event-table.ts";

/** What a line says: a word for what happened, and fields in their order. A field that is not known is left out. */
export interface LogRecord {
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** An event as a line tells it, or `undefined` for one that is not known. */
export function toLogRecord(event: SecretsEvent): LogRecord | undefined {
  return lookUp(records, { event, context: undefined });
}

/** Fields are taken one by one: what an event should not hold is never printed. */
const records: EventTable<undefined, LogRecord> = {
  resolved: (event) => {
    const { name, provider: source, cached, location, version } = event;
    const stale = event.stale || undefined;
    const degraded = event.degraded || undefined;
    const ms = rounded(event.ms);
    return {
      event: "SecretAccess",
      fields: { name, source, cached, ms, stale, degraded, location, version },
    };
  },
  defaulted: ({ name, ms }) => {
    return { event: "SecretAccess", fields: { name, source: "default", cached: false, ms: rounded(ms) } };
  },
  failed: ({ name, code, provider: source, ms }) => {
    return { event: "FailedAccess", fields: { name, code, source, ms: rounded(ms) } };
  },
  hit: (event) => {
    return { event: "CacheHit", fields: place(event) };
  },
  miss: (event) => {
    return { event: "CacheMiss", fields: place(event) };
  },
  stale: (event) => {
    const { ageSeconds, code } = event;
    return { event: "StaleAccess", fields: { ...place(event), ageSeconds: rounded(ageSeconds), code } };
  },
  fallback: ({ name, provider: source, code }) => {
    return { event: "FallbackAccess", fields: { name, source, code } };
  },
  retry: (event) => {
    const { code, attempt, delayMs } = event;
    return { event: "Retry", fields: { ...place(event), code, attempt, delayMs: rounded(delayMs) } };
  },
  breaker: ({ provider: source, state }) => {
    return { event: "Breaker", fields: { source, state } };
  },
  changed: (event) => {
    return { event: "SecretChanged", fields: { ...place(event), version: event.version } };
  },
  written: (event) => {
    const { action, version } = event;
    return { event: "SecretWritten", fields: { action, ...place(event), version } };
  },
  lease: (event) => {
    const { action, expiresAt } = event;
    return { event: "Lease", fields: { action, ...place(event), expiresAt: iso(expiresAt) } };
  },
  warning: ({ code, provider: source, message }) => {
    return { event: "Warning", fields: { code, source, message } };
  },
  closed: () => {
    return { event: "Closed", fields: {} };
  },
};

function place({ provider, location }: { readonly provider: string; readonly location: string }): {
  readonly source: string;
  readonly location: string;
} {
  return { source: provider, location };
}

/** To a tenth: more is noise in a log. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function iso(date: Date | undefined): string | undefined {
  // toISOString throws for a date that is none.
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
