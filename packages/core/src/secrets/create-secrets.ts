import { fallbacks } from "../chain/decision-table.ts";
import { defaultEnvironment, environmentName } from "../configuration/environment-name.ts";
import { parseInstanceId } from "../configuration/instance-id.ts";
import { Variables } from "../configuration/variables.ts";
import type { ConfiguredProvider } from "../contract/define-provider.ts";
import { SecretError } from "../errors/secret-error.ts";
import { EventStream } from "../events/event-stream.ts";
import { nodeHost } from "../host/node-host.ts";
import { assemble } from "./assemble.ts";
import type { InstancePlan, LayerPlan } from "./build-link.ts";
import { cacheSettings } from "./cache-settings.ts";
import type { CreateSecretsOptions } from "./create-secrets-options.ts";
import type { Secrets } from "./secrets.ts";

/**
 * Makes a chain out of providers. What an option leaves open is read from the process's environment
 * (`SECRETS_<PROVIDER>_<OPTION>`, then the back end's own variable); `SECRETS_PROVIDERS` and the rest of the
 * configuration are not read: that is `secretsFromEnv`.
 *
 * @throws SecretError `not_configured`, with every problem that can be seen offline
 * @example
 * ```ts
 * const secrets = createSecrets({
 *   providers: [vault({ addr: "https://vault.internal:8200", path: "imip/{environment}" }), env()],
 *   fallback: "unavailable",
 *   cache: { ttl: 60 },
 * });
 * ```
 */
export function createSecrets(options: CreateSecretsOptions): Secrets {
  const { providers, fallback = "never", cache, secrets = {}, onEvent } = options;
  const variables = new Variables(options.host?.env ?? process.env);
  const host = options.host ?? nodeHost({ environment: environmentName(variables) ?? defaultEnvironment });
  if (!fallbacks.includes(fallback)) {
    throw new SecretError("not_configured", `fallback is not one of ${fallbacks.join(", ")}`);
  }
  const { secrets: made } = assemble({
    plans: plansOf(providers),
    fallback,
    manifest: secrets,
    cache: cacheSettings(cache),
    events: new EventStream(onEvent),
    epoch: { value: 0 },
    host,
    variables,
    instantiate: async (id) => {
      throw new SecretError("not_configured", `there is no provider "${id}" in this chain`, {
        provider: id,
        hint: `add it to createSecrets({ providers: […] }), or use secretsFromEnv, which loads providers by name`,
      });
    },
  });
  return made;
}

/** The layers of the code, each instance named and none twice. */
function plansOf(layers: CreateSecretsOptions["providers"]): LayerPlan[] {
  const seen = new Set<string>();
  return layers.map((layer, index) => {
    if (!("replicas" in layer)) return [planOf(layer, `providers[${index}]`, seen)];
    return layer.replicas.map((member, place) =>
      planOf(member, `providers[${index}].replicas[${place}]`, seen),
    );
  });
}

function planOf(
  { definition, options, label, denied }: ConfiguredProvider,
  at: string,
  seen: Set<string>,
): InstancePlan {
  const id = label === undefined ? definition?.name : `${definition?.name}.${label}`;
  const instance = id === undefined ? undefined : parseInstanceId(id);
  if (!instance) {
    throw new SecretError("not_configured", `${at} is not a configured provider with a proper label`, {
      hint: "call the provider: vault({ … }); a label is lower-case letters and digits",
    });
  }
  if (seen.has(instance.id)) {
    throw new SecretError("not_configured", `providers holds ${instance.id} twice`, {
      hint: `tell them apart by a label: ${definition.name}({ label: "dr", … })`,
    });
  }
  seen.add(instance.id);
  return { definition, instance, code: denied === undefined ? options : { ...options, denied } };
}
