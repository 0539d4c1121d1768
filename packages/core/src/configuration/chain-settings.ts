import { fallbacks, type Fallback } from "../chain/decision-table.ts";
import type { OptionSpec } from "../contract/option-spec.ts";
import { SecretError } from "../errors/secret-error.ts";
import { attempt, severalErrors } from "../errors/several-errors.ts";
import type { CacheOptions } from "../secrets/create-secrets-options.ts";
import { automaticMode } from "./automatic-mode.ts";
import type { ClavigerConfig } from "./claviger-config.ts";
import type { InstanceId } from "./instance-id.ts";
import { parseOption } from "./option-value.ts";
import { parseProviderList } from "./provider-list.ts";
import type { Variables } from "./variables.ts";

/** The chain that a deployment's configuration asks for. */
export interface ChainSettings {
  /** Each layer's members: one, or those of a replica group. */
  readonly layers: readonly (readonly InstanceId[])[];
  readonly fallback: Fallback;
  readonly cache: CacheOptions;
}

/**
 * Reads the chain's settings: variables, then the configuration file, then the automatic mode.
 * @param environment - the one that the caller named, which wins over every variable
 * @throws SecretError `not_configured`, with every problem
 */
export function chainSettings(
  variables: Variables,
  config: ClavigerConfig,
  environment?: string,
): ChainSettings {
  const errors: SecretError[] = [];
  const chain = attempt(() => chainOf(variables, config, environment), errors);
  const fallback = attempt(() => parsed(variables, ["SECRETS_FALLBACK"], fallbackOption), errors);
  const ttl = attempt(() => parsed(variables, ["SECRETS_CACHE_TTL", "SECRET_CACHE_TTL"], ttlOption), errors);
  const staleTtl = attempt(() => parsed(variables, ["SECRETS_STALE_TTL"], ttlOption), errors);
  const [first] = errors;
  if (errors.length > 1) throw severalErrors(errors, "the chain is not configured");
  if (first || !chain) throw first;
  return {
    layers: chain.layers,
    fallback: (fallback as Fallback | undefined) ?? config.fallback ?? chain.fallback,
    cache: {
      ...config.cache,
      ...(ttl === undefined ? {} : { ttl: ttl as number }),
      ...(staleTtl === undefined ? {} : { staleTtl: staleTtl as number }),
    },
  };
}

const fallbackOption: OptionSpec = { type: "choice", values: fallbacks, doc: "" };
const ttlOption: OptionSpec = { type: "integer", min: 0, doc: "" };

/** The layers, and the fallback that goes with them where nothing says. */
function chainOf(
  variables: Variables,
  { providers }: ClavigerConfig,
  environment: string | undefined,
): Pick<ChainSettings, "layers" | "fallback"> {
  const written = variables.get("SECRETS_PROVIDERS");
  if (written !== undefined) {
    const origin = `SECRETS_PROVIDERS in ${variables.origin("SECRETS_PROVIDERS")}`;
    return { layers: parseProviderList(written, origin), fallback: "never" };
  }
  if (providers !== undefined) {
    const listed = typeof providers === "string" ? providers : providers.join(",");
    const layers = parseProviderList(listed, "providers in the configuration file");
    return { layers, fallback: "never" };
  }
  const automatic = automaticMode(variables, environment);
  return {
    layers: parseProviderList(automatic.providers, "the automatic mode"),
    fallback: automatic.fallback,
  };
}

function parsed(variables: Variables, names: readonly string[], spec: OptionSpec): unknown {
  const found = variables.first(names);
  if (!found) return undefined;
  const where = `${found.name} in ${variables.origin(found.name)}`;
  const { value, problem } = parseOption(found.value, spec, where);
  if (problem === undefined) return value;
  throw new SecretError("not_configured", problem, { hint: "correct it, or leave it out for the default" });
}
