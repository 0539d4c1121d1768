import { a, object, type Shape, wholeNumber } from "../configuration/check-shape.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { CacheOptions } from "./create-secrets-options.ts";

const seconds: Shape = a("a number of seconds from 0", (value) => typeof value === "number" && value >= 0);

export const cacheShape: Shape = object({
  ttl: seconds,
  staleTtl: seconds,
  absentTtl: seconds,
  maxEntries: wholeNumber({ min: 1 }),
});

/** The cache's options, all of them set. */
export type CacheSettings = { readonly [Key in keyof CacheOptions]-?: number };

/** The cache's options with defaults filled in. @throws SecretError `not_configured` */
export function cacheSettings(cache: CacheOptions = {}): CacheSettings {
  const problems = cacheShape(cache, "cache");
  if (problems.length > 0) {
    throw new SecretError("not_configured", problems.join("; "), { hint: "give seconds as numbers" });
  }
  const { ttl = 300, staleTtl = 3600, absentTtl = 30, maxEntries = 10_000 } = cache;
  return { ttl, staleTtl, absentTtl, maxEntries };
}
