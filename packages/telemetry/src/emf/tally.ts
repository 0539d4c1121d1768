import type { SecretsEvent } from "@claviger/core";
import type { EventOf } from "../sink/event-table.ts";
import type { SecretLabels } from "../text/secret-labels.ts";
import { dimensionValue } from "./dimension-value.ts";
import type { EmfCount, EmfDimensions } from "./emf-metric.ts";

/** What an event adds to the window: one to each of some counts, and perhaps a latency, each under some dimensions. */
export interface Tally {
  readonly counts: readonly { readonly metric: EmfCount; readonly dimensions: EmfDimensions }[];
  readonly latency?: { readonly ms: number; readonly dimensions: readonly EmfDimensions[] };
}

export interface TallyOptions {
  /** The dimensions of the totals. */
  readonly totals: EmfDimensions;
  readonly secrets: SecretLabels;
}

/** What an event adds, or `undefined` where CloudWatch is told nothing of it. */
export function tally(event: SecretsEvent, { totals, secrets }: TallyOptions): Tally | undefined {
  const secret = (name: string): string => dimensionValue(secrets.of(name));
  switch (event.type) {
    case "resolved":
      return resolved(event, { totals, secret: secret(event.name) });
    case "defaulted": {
      const dimensions = { SecretName: secret(event.name), Source: "default" };
      return counted("SecretAccess", totals, dimensions);
    }
    case "failed":
      return counted("FailedAccess", totals, { SecretName: secret(event.name), Code: event.code });
    case "fallback":
      return counted("FallbackAccess", totals, bySource(totals, event.provider));
    case "stale":
      return counted("StaleAccess", totals, bySource(totals, event.provider));
    case "breaker":
      return event.state === "open"
        ? counted("BreakerOpened", totals, bySource(totals, event.provider))
        : undefined;
    default:
      return undefined;
  }
}

function resolved(
  event: EventOf<"resolved">,
  { totals, secret }: { readonly totals: EmfDimensions; readonly secret: string },
): Tally {
  const { provider, cached, ms } = event;
  const { counts } = counted("SecretAccess", totals, {
    SecretName: secret,
    Source: dimensionValue(provider),
  });
  if (cached) return { counts: [...counts, { metric: "CachedAccess", dimensions: totals }] };
  return {
    counts: [...counts, { metric: "StoreAccess", dimensions: totals }],
    latency: { ms, dimensions: [totals, bySource(totals, provider)] },
  };
}

function counted(metric: EmfCount, ...dimensions: readonly EmfDimensions[]): Tally {
  return { counts: dimensions.map((each) => ({ metric, dimensions: each })) };
}

function bySource(totals: EmfDimensions, provider: string): EmfDimensions {
  return { ...totals, Source: dimensionValue(provider) };
}
