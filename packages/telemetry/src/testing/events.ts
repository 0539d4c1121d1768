import type { SecretsEvent } from "@claviger/core";

/** One event of each type, as core tells them. */
export const resolved = {
  type: "resolved",
  name: "database-url",
  provider: "aws",
  location: "store/production/database-url",
  cached: false,
  stale: false,
  degraded: false,
  version: "v1",
  ms: 12.34,
} as const satisfies SecretsEvent;

export const defaulted = { type: "defaulted", name: "api-timeout", ms: 2 } as const satisfies SecretsEvent;

export const failed = {
  type: "failed",
  name: "jwt-secret",
  code: "denied",
  provider: "aws",
  ms: 80,
} as const satisfies SecretsEvent;

const at = { provider: "aws", location: "store/production/database-url" } as const;

export const fallback = {
  type: "fallback",
  name: "database-url",
  provider: "aws",
  code: "unavailable",
} as const satisfies SecretsEvent;

export const stale = {
  type: "stale",
  ...at,
  ageSeconds: 400,
  code: "timeout",
} as const satisfies SecretsEvent;

export const breakerOpen = {
  type: "breaker",
  provider: "vault.dr",
  state: "open",
} as const satisfies SecretsEvent;

export const closed = { type: "closed" } as const satisfies SecretsEvent;

export const everyEvent: readonly SecretsEvent[] = [
  resolved,
  { ...resolved, cached: true, ms: 0.02 },
  defaulted,
  failed,
  { type: "hit", ...at },
  { type: "miss", ...at },
  stale,
  fallback,
  { type: "retry", ...at, code: "throttled", attempt: 1, delayMs: 120.55 },
  breakerOpen,
  { type: "changed", ...at, version: "v2" },
  { type: "written", ...at, action: "set", version: "v3" },
  { type: "lease", ...at, action: "made", expiresAt: new Date(Date.UTC(2026, 0, 1)) },
  { type: "warning", code: "CLAVIGER_ENV_FILE", message: "read from .env in production", provider: "env" },
  closed,
];
