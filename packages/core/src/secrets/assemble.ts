import { Chain } from "../chain/chain.ts";
import type { Fallback } from "../chain/decision-table.ts";
import type { Link } from "../chain/link.ts";
import { declarations } from "../configuration/declarations.ts";
import type { Manifest } from "../configuration/manifest.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import { buildLayers, buildLink, type InstancePlan, type LayerPlan, type LinkSetting } from "./build-link.ts";
import { ChainSecrets } from "./chain-secrets.ts";
import type { Secrets } from "./secrets.ts";
import type { Declarations } from "./to-query.ts";

export interface Assembly extends LinkSetting {
  readonly plans: readonly LayerPlan[];
  readonly fallback: Fallback;
  readonly manifest: Manifest;
  /** Makes an instance that only a reference names. */
  readonly instantiate: (id: string) => Promise<Link>;
}

/** A chain, and what it was made of. */
export interface Assembled {
  readonly secrets: Secrets;
  readonly chain: Chain;
  readonly declarations: Declarations;
}

/**
 * Puts a chain together: all that can be decided offline is decided here.
 * @throws SecretError `not_configured`
 */
export function assemble(assembly: Assembly): Assembled {
  const { events, manifest, cache, host, epoch } = assembly;
  const plans = assembly.plans
    .map((layer) => layer.filter((plan) => isReadable(plan)))
    .filter((layer) => layer.length > 0);
  const writeOnly = assembly.plans.flat().filter((plan) => !isReadable(plan));
  const layers = buildLayers(plans, assembly);
  for (const { instance } of writeOnly) leftOut(instance.id, events);
  if (layers.length === 0) {
    throw new SecretError("not_configured", "the chain has no provider that can read", {
      hint: "name one, such as SECRETS_PROVIDERS=env",
    });
  }
  const { clock, environment } = host;
  const chain = new Chain({
    ...assembly,
    layers,
    clock,
    writeOnly: writeOnly.map(({ instance }) => instance.id),
    instantiate: async (id) => {
      const own = writeOnly.find(({ instance }) => instance.id === id);
      return own ? buildLink(own, assembly) : assembly.instantiate(id);
    },
  });
  const declared = declarations(manifest, { environment });
  const secrets = new ChainSecrets({
    chain,
    declarations: declared,
    environment,
    ...cache,
    clock,
    events,
    epoch,
  });
  return { secrets, chain, declarations: declared };
}

/** A write-only store is left out of a read chain when it is planned, and a line says so. */
function isReadable({ definition }: InstancePlan): boolean {
  return definition.capabilities.read !== false;
}

function leftOut(provider: string, events: EventStream): void {
  events.warn(`${provider} write-only`, {
    code: "CLAVIGER_WRITE_ONLY",
    provider,
    message: `${provider} can be written and not read: it is left out of the chain`,
  });
}
