import { Chain } from "../chain/chain.ts";
import type { Fallback } from "../chain/decision-table.ts";
import type { Link } from "../chain/link.ts";
import { declarations } from "../configuration/declarations.ts";
import type { Manifest } from "../configuration/manifest.ts";
import { SecretError } from "../errors/secret-error.ts";
import { buildLayers, type InstancePlan, type LayerPlan, type LinkSetting } from "./build-link.ts";
import { ChainSecrets } from "./chain-secrets.ts";
import type { Secrets } from "./secrets.ts";

export interface Assembly extends LinkSetting {
  readonly plans: readonly LayerPlan[];
  readonly fallback: Fallback;
  readonly manifest: Manifest;
  /** Makes an instance that only a reference names. */
  readonly instantiate: (id: string) => Promise<Link>;
}

/**
 * Puts a chain together: all that can be decided offline is decided here.
 * @throws SecretError `not_configured`
 */
export function assemble(assembly: Assembly): Secrets {
  const { events, fallback, manifest, instantiate, cache, host } = assembly;
  const plans = assembly.plans
    .map((layer) => layer.filter((plan) => isReadable(plan, assembly)))
    .filter((layer) => layer.length > 0);
  const layers = buildLayers(plans, assembly);
  const ids = layers.flatMap(({ members }) => members.map(({ id }) => id));
  if (ids.length === 0) {
    throw new SecretError("not_configured", "the chain has no provider that can read", {
      hint: "name one, such as SECRETS_PROVIDERS=env",
    });
  }
  return new ChainSecrets({
    chain: new Chain({ layers, fallback, events, clock: host.clock, instantiate }),
    declarations: declarations(manifest, { environment: host.environment }),
    environment: host.environment,
    ttl: cache.ttl,
    maxEntries: cache.maxEntries,
    clock: host.clock,
    events,
    epoch: assembly.epoch,
  });
}

/** A write-only store is left out of a read chain when it is planned, and a line says so. */
function isReadable({ definition, instance }: InstancePlan, { events }: LinkSetting): boolean {
  if (definition.capabilities.read !== false) return true;
  events.warn(`write-only ${instance.id}`, {
    code: "CLAVIGER_WRITE_ONLY",
    provider: instance.id,
    message: `${instance.id} can be written and not read: it is left out of the chain`,
  });
  return false;
}
