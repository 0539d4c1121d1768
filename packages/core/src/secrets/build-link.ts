import type { Epoch } from "../cache/epoch.ts";
import { foreignError } from "../chain/foreign-error.ts";
import { Layer } from "../chain/layer.ts";
import { Link } from "../chain/link.ts";
import { resolveOptions } from "../configuration/resolve-options.ts";
import type { InstanceId } from "../configuration/instance-id.ts";
import type { Variables } from "../configuration/variables.ts";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { Host } from "../contract/host.ts";
import type { Provider } from "../contract/provider.ts";
import type { SecretError } from "../errors/secret-error.ts";
import { attempt, severalErrors } from "../errors/several-errors.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { CacheSettings } from "./cache-settings.ts";

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
export function buildLink(plan: InstancePlan, setting: LinkSetting): Link {
  const { definition, instance, code = {}, file = {} } = plan;
  const { host, variables } = setting;
  const sources = { code, variables, file, environment: host.environment };
  const { options, linkOptions } = resolveOptions(definition, instance, sources);
  return new Link({
    ...setting,
    id: instance.id,
    provider: createProvider(definition, options, host),
    capabilities: definition.capabilities,
    deniedIsAbsent: linkOptions.denied === "absent",
  });
}

function createProvider(
  definition: ProviderDefinition,
  options: Readonly<Record<string, unknown>>,
  host: Host,
): Provider {
  try {
    // The options were checked against the definition's own specification.
    return definition.create(options as Parameters<ProviderDefinition["create"]>[0], host);
  } catch (error) {
    throw foreignError(error, { provider: definition.name });
  }
}

/**
 * Makes all links of a chain.
 * @throws SecretError `not_configured`, with the problems of every instance
 */
export function buildLayers(plans: readonly LayerPlan[], setting: LinkSetting): Layer[] {
  const errors: SecretError[] = [];
  const layers = plans.map((plan) => {
    const links = plan.flatMap((one) => attempt(() => buildLink(one, setting), errors) ?? []);
    return new Layer(links, setting.host.clock);
  });
  const [first] = errors;
  if (!first) return layers;
  throw errors.length === 1 ? first : severalErrors(errors, `${errors.length} providers are not configured`);
}
