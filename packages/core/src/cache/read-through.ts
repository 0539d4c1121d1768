import type { Clock } from "../contract/clock.ts";
import { waitFor } from "../contract/wait-for.ts";
import { isTransient } from "../call/outage.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { CacheEntry } from "./cache-entry.ts";
import type { CacheRead, LinkCache, ReadOptions } from "./link-cache.ts";

/** How long a read waits for the store when a value past its TTL is at hand, in milliseconds. */
export const stalePatienceMs = 500;

/** Whether a value past its TTL may be served when the store cannot be had: `only`, without asking the store first. */
export type StaleUse = "allowed" | "never" | "only";

export interface ReadThroughOptions extends ReadOptions {
  readonly stale: StaleUse;
  /** The breaker is open: there is nothing to wait for. */
  readonly hopeless: boolean;
  readonly clock: Clock;
}

/** An entry, and how it was come by. */
export interface CacheAnswer {
  readonly entry: CacheEntry;
  readonly from: "cache" | "store" | "stale";
  /** What the store failed with, where it did. */
  readonly code?: ErrorCode | undefined;
}

/**
 * Reads a location through a cache: what is fresh is given at once, and near its end the next is asked for in the
 * background. What is past its TTL is served if the store fails with something transient, or does not answer in 500 ms;
 * the call then goes on in the background. A refresh never serves stale.
 *
 * @throws SecretError what the store failed with
 */
export async function readThrough(
  cache: LinkCache,
  read: CacheRead,
  options: ReadThroughOptions,
): Promise<CacheAnswer> {
  const { key } = read;
  const { refresh, stale } = options;
  const fresh = refresh ? undefined : cache.fresh(key);
  if (fresh) {
    cache.counts.hits++;
    if (cache.isDue(fresh)) void inBackground(cache, read, options);
    return { entry: fresh, from: "cache" };
  }
  if (stale === "only") {
    const held = atHand(cache, key);
    if (held) return held;
    throw new SecretError("unavailable", "nothing is held");
  }
  if (!refresh && stale === "allowed" && cache.servable(key)) return await staleIfError(cache, read, options);
  return { entry: await cache.fetch(read, options), from: "store" };
}

async function staleIfError(
  cache: LinkCache,
  read: CacheRead,
  options: ReadThroughOptions,
): Promise<CacheAnswer> {
  const { key } = read;
  const { budgetMs, signal, clock, hopeless } = options;
  const started = clock.monotonic();
  try {
    const call: Promise<CacheEntry | "late" | "left"> = inBackground(cache, read, options);
    const ms = Math.min(stalePatienceMs, budgetMs);
    const first = hopeless ? "late" : await waitFor(call, { clock, ms, signal, otherwise: lateOrLeft });
    if (typeof first === "object") return { entry: first, from: "store" };
    const served = first === "late" && atHand(cache, key, hopeless ? "unavailable" : "timeout");
    if (served) return served;
    const leftMs = budgetMs - (clock.monotonic() - started);
    return { entry: await cache.fetch(read, { ...options, budgetMs: leftMs }), from: "store" };
  } catch (error) {
    const code = isSecretError(error) && isTransient(error.code) ? error.code : undefined;
    const served = code && atHand(cache, key, code);
    if (served) return served;
    throw error;
  }
}

function lateOrLeft(late: boolean): "late" | "left" {
  return late ? "late" : "left";
}

/**
 * A call that is the cache's own: it goes on when its caller has been served. What it brings is kept by the cache, and its
 * failure is the breaker's to count.
 */
function inBackground(
  cache: LinkCache,
  read: CacheRead,
  { budgetMs }: ReadThroughOptions,
): Promise<CacheEntry> {
  const call = cache.fetch(read, { refresh: false, budgetMs });
  call.catch(() => {});
  return call;
}

/** What is held at this moment: while one waited, a refresh may have brought a new value, or a denial ended the old one. */
function atHand(cache: LinkCache, key: string, code?: ErrorCode): CacheAnswer | undefined {
  const fresh = cache.fresh(key);
  if (fresh) return { entry: fresh, from: "cache" };
  const entry = cache.servable(key);
  if (!entry) return undefined;
  cache.counts.stale++;
  return { entry, from: "stale", code };
}
