import type { Epoch } from "../cache/epoch.ts";
import { Layer } from "../chain/layer.ts";
import { Link } from "../chain/link.ts";
import { resolveOptions } from "../configuration/resolve-options.ts";
import type { InstanceId } from "../configuration/instance-id.ts";
import type { Variables } from "../configuration/variables.ts";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { Host } from "../contract/host.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { CacheSettings } from "./cache-settings.ts";
import { createProvider } from "./create-provider.ts";

/** What all links of one chain have in common. */
export interface LinkSetting {
  readonly host: Host;
  readonly variables: Variables;
  readonly cache: CacheSettings;
  readonly events: EventStream;
  readonly epoch: Epoch;
}

/** One instance: which provider, and what the code and the configuration file gave. */
export interface InstancePlan {
  readonly definition: ProviderDefinition;
  readonly instance: InstanceId;
  readonly code?: Readonly<Record<string, unknown>>;
  readonly file?: Readonly<Record<string, unknown>> | undefined;
}

/** The instances of one layer: one, or the members of a replica group. */
export type LayerPlan = readonly InstancePlan[];

/**
 * Makes a link: its options resolved, its provider created, nothing opened.
 * @throws SecretError `not_configured`, `unsupported`
 */
export function buildLink(plan: InstancePlan, { host, variables, cache, events, epoch }: LinkSetting): Link {
  const { definition, instance, code = {}, file } = plan;
  const { environment } = host;
  const sources = { code, variables, environment, ...(file ? { file } : {}) };
  const { options, linkOptions } = resolveOptions(definition, instance, sources);
  return new Link({
    id: instance.id,
    provider: createProvider(definition, options, host),
    capabilities: definition.capabilities,
    host,
    ttlMs: cache.ttl * 1000,
    staleTtlMs: cache.staleTtl * 1000,
    absentTtlMs: cache.absentTtl * 1000,
    maxEntries: cache.maxEntries,
    epoch,
    deniedIsAbsent: linkOptions.denied === "absent",
    events,
  });
}

/**
 * Makes all links of a chain.
 * @throws SecretError `not_configured`, with the problems of every instance
 */
export function buildLayers(plans: readonly LayerPlan[], setting: LinkSetting): Layer[] {
  const errors: SecretError[] = [];
  const layers = plans.map((plan) => {
    const links = plan.flatMap((one) => {
      try {
        return [buildLink(one, setting)];
      } catch (error) {
        if (!isSecretError(error)) throw error;
        errors.push(error);
        return [];
      }
    });
    return new Layer(links, setting.host.clock);
  });
  const [first] = errors;
  if (first && errors.length === 1) throw first;
  if (!first) return layers;
  const problems = errors.map(({ problem, hint }) => `${problem}${hint ? ` (${hint})` : ""}`);
  throw new SecretError(
    first.code,
    `${errors.length} providers are not configured:\n- ${problems.join("\n- ")}\n`,
    { errors },
  );
}
