import type { Clock } from "../contract/clock.ts";
import { isTransient } from "../call/outage.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { isSecretError } from "../errors/secret-error.ts";
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
  const held = options.refresh || options.stale === "never" ? undefined : cache.servable(read.key);
  if (!held) return { entry: await cache.fetch(read, options), from: "store" };
  return await staleIfError(cache, read, { ...options, held });
}

async function staleIfError(
  cache: LinkCache,
  read: CacheRead,
  { held, budgetMs, signal, ...options }: ReadThroughOptions & { readonly held: CacheEntry },
): Promise<CacheAnswer> {
  const serve = (code?: ErrorCode): CacheAnswer => {
    cache.stale++;
    return { entry: held, from: "stale", ...(code === undefined ? {} : { code }) };
  };
  if (options.stale === "only") return serve();
  // The call is the cache's own from here on: it goes on when its caller has been served.
  const call = cache.fetch(read, { refresh: false, budgetMs });
  if (options.hopeless) {
    goOn(call);
    return serve("unavailable");
  }
  const patience = Promise.withResolvers<"late" | "left">();
  const timer = options.clock.after(Math.min(stalePatienceMs, budgetMs), () => patience.resolve("late"));
  const leave = (): void => patience.resolve("left");
  signal?.addEventListener("abort", leave, { once: true });
  if (signal?.aborted) leave();
  try {
    const first = await Promise.race([call, patience.promise]);
    if (typeof first === "object") return { entry: first, from: "store" };
    goOn(call);
    if (first === "left")
      return { entry: await cache.fetch(read, { refresh: false, budgetMs, signal }), from: "store" };
    return serve("timeout");
  } catch (error) {
    if (isSecretError(error) && isTransient(error.code)) return serve(error.code);
    throw error;
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", leave);
  }
}

/** Lets a call go on in the background: what it brings is kept by the cache, and its failure is the breaker's to count. */
function goOn(call: Promise<unknown>): void {
  call.catch(() => {});
}
