import { mostValues } from "./emf-document.ts";
import type { EmfCount, EmfDimensions, EmfMetric } from "./emf-metric.ts";
import { Reservoir } from "./reservoir.ts";
import type { Tally } from "./tally.ts";

/** The metrics of one set of dimensions in one window. */
export interface EmfGroup {
  readonly dimensions: EmfDimensions;
  readonly values: Readonly<Partial<Record<EmfMetric, number | readonly number[]>>>;
}

interface OpenGroup {
  readonly dimensions: EmfDimensions;
  readonly counts: Partial<Record<EmfCount, number>>;
  readonly latencies: Reservoir;
}

export interface EmfWindowOptions {
  /** The dimensions of the totals. */
  readonly totals: EmfDimensions;
  /** A number in [0, 1), for the sample of latencies. */
  readonly random: () => number;
}

/** What happened between two flushes, by dimensions. */
export class EmfWindow {
  readonly #random: () => number;
  readonly #groups = new Map<string, OpenGroup>();
  readonly #totals: OpenGroup;

  constructor({ totals, random }: EmfWindowOptions) {
    this.#random = random;
    this.#totals = this.#group(totals);
    // The totals are told as 0 too: an alarm on a quotient needs both of its sides.
    Object.assign(this.#totals.counts, {
      SecretAccess: 0,
      CachedAccess: 0,
      StoreAccess: 0,
      FailedAccess: 0,
      FallbackAccess: 0,
      StaleAccess: 0,
      BreakerOpened: 0,
    } satisfies Record<EmfCount, number>);
  }

  add({ counts, latency }: Tally): void {
    for (const { metric, dimensions } of counts) {
      const group = this.#group(dimensions);
      group.counts[metric] = (group.counts[metric] ?? 0) + 1;
    }
    if (!latency || !Number.isFinite(latency.ms)) return;
    for (const dimensions of latency.dimensions) this.#group(dimensions).latencies.add(latency.ms);
  }

  /** The metrics by dimensions, the totals first. */
  groups(): readonly EmfGroup[] {
    return [...this.#groups.values()].map((group) => {
      const { dimensions, counts, latencies } = group;
      const AccessLatency = latencies.values;
      return {
        dimensions,
        values: {
          ...counts,
          ...(group === this.#totals ? hitRate(counts) : {}),
          ...(AccessLatency.length > 0 ? { AccessLatency } : {}),
        },
      };
    });
  }

  #group(dimensions: EmfDimensions): OpenGroup {
    const key = JSON.stringify(dimensions);
    const group = this.#groups.get(key) ?? {
      dimensions,
      counts: {},
      latencies: new Reservoir(mostValues, this.#random),
    };
    this.#groups.set(key, group);
    return group;
  }
}

/** The part of the answered reads that no store was asked for, in percent; nothing where no read was answered. */
function hitRate({ CachedAccess = 0, StoreAccess = 0 }: OpenGroup["counts"]): {
  readonly CacheHitRate?: number;
} {
  const answered = CachedAccess + StoreAccess;
  return answered === 0 ? {} : { CacheHitRate: (100 * CachedAccess) / answered };
}
