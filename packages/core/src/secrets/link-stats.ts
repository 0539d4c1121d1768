import { hasNothing } from "../chain/chain-reports.ts";
import type { Link } from "../chain/link.ts";
import type { LinkStats } from "./stats.ts";

/** How one link is doing. */
export function linkStats(link: Link): LinkStats {
  const { id, cache, leases, breaker, failures, steppedPast, retries } = link;
  const { size: entries, hits, calls, stale } = cache;
  return {
    provider: id,
    entries,
    hits,
    calls,
    stale,
    retries,
    failures,
    steppedPast,
    leases: leases.size,
    breaker,
    hasNothing: hasNothing(link),
  };
}
