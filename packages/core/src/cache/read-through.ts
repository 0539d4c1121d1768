import type { Clock } from "../contract/clock.ts";
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
  readonly code?: ErrorCode;
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
  if (!options.refresh) {
    const fresh = cache.fresh(read.key);
    if (fresh) {
      cache.hits++;
      if (cache.isDue(fresh)) goOn(cache.fetch(read, { refresh: false, budgetMs: options.budgetMs }));
      return { entry: fresh, from: "cache" };
    }
  }
  const mayServe = !options.refresh && options.stale !== "never";
  if (mayServe && cache.servable(read.key)) return await staleIfError(cache, read, options);
  if (options.stale === "only") throw nothingHeld();
  return { entry: await cache.fetch(read, options), from: "store" };
}

async function staleIfError(
  cache: LinkCache,
  read: CacheRead,
  { budgetMs, signal, ...options }: ReadThroughOptions,
): Promise<CacheAnswer> {
  if (options.stale === "only") return atHand(cache, read.key) ?? refuse(nothingHeld());
  const started = options.clock.monotonic();
  // The call is the cache's own from here on: it goes on when its caller has been served.
  const call = cache.fetch(read, { refresh: false, budgetMs });
  const patience = Promise.withResolvers<"late" | "left">();
  const patienceMs = options.hopeless ? 0 : Math.min(stalePatienceMs, budgetMs);
  if (options.hopeless) patience.resolve("late");
  const timer = options.clock.after(patienceMs, () => patience.resolve("late"));
  const leave = (): void => patience.resolve("left");
  signal?.addEventListener("abort", leave, { once: true });
  if (signal?.aborted) leave();
  try {
    const first = await Promise.race([patience.promise, call]);
    if (typeof first === "object") return { entry: first, from: "store" };
    goOn(call);
    const code = options.hopeless ? "unavailable" : "timeout";
    const served = first === "late" ? atHand(cache, read.key, code) : undefined;
    if (served) return served;
    const leftMs = budgetMs - (options.clock.monotonic() - started);
    return {
      entry: await cache.fetch(read, { refresh: false, budgetMs: leftMs, signal }),
      from: "store",
    };
  } catch (error) {
    const code = isSecretError(error) && isTransient(error.code) ? error.code : undefined;
    return (code && atHand(cache, read.key, code)) ?? refuse(error);
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", leave);
  }
}

/** What is held at this moment: while one waited, a refresh may have brought a new value, or a denial ended the old one. */
function atHand(cache: LinkCache, key: string, code?: ErrorCode): CacheAnswer | undefined {
  const fresh = cache.fresh(key);
  if (fresh) return { entry: fresh, from: "cache" };
  const entry = cache.servable(key);
  if (!entry) return undefined;
  cache.stale++;
  return { entry, from: "stale", ...(code === undefined ? {} : { code }) };
}

function refuse(error: unknown): never {
  throw error;
}

function nothingHeld(): SecretError {
  return new SecretError("unavailable", "the store cannot be had, and nothing is held that could be served");
}

/** Lets a call go on in the background: what it brings is kept by the cache, and its failure is the breaker's to count. */
function goOn(call: Promise<unknown>): void {
  call.catch(() => {});
}
