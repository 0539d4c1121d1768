import { fallbacks, type Fallback } from "../chain/decision-table.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { CacheOptions } from "../secrets/create-secrets-options.ts";
import { automaticMode } from "./automatic-mode.ts";
import type { ClavigerConfig } from "./claviger-config.ts";
import type { InstanceId } from "./instance-id.ts";
import { parseOption } from "./option-value.ts";
import { parseProviderList } from "./provider-list.ts";
import type { Variables } from "./variables.ts";

/** The chain that a deployment's configuration asks for. */
export interface ChainSettings {
  readonly layers: readonly InstanceId[];
  readonly fallback: Fallback;
  readonly cache: CacheOptions;
}

/**
 * Reads the chain's settings: variables, then the configuration file, then the automatic mode.
 * @throws SecretError `not_configured`
 */
export function chainSettings(variables: Variables, config: ClavigerConfig): ChainSettings {
  const written = variables.get("SECRETS_PROVIDERS");
  const filed = typeof config.providers === "string" ? config.providers : config.providers?.join(",");
  const automatic = written === undefined && filed === undefined ? automaticMode(variables) : undefined;
  const layers =
    written === undefined
      ? parseProviderList(filed ?? automatic?.providers ?? "", "providers in the configuration file")
      : parseProviderList(written, `SECRETS_PROVIDERS in ${variables.origin("SECRETS_PROVIDERS")}`);
  const fallback = parsed(variables, ["SECRETS_FALLBACK"], {
    type: "choice",
    values: fallbacks,
    doc: "",
  });
  const ttl = parsed(variables, ["SECRETS_CACHE_TTL", "SECRET_CACHE_TTL"], {
    type: "integer",
    min: 0,
    doc: "",
  });
  return {
    layers,
    fallback: (fallback as Fallback | undefined) ?? config.fallback ?? automatic?.fallback ?? "never",
    cache: ttl === undefined ? { ...config.cache } : { ...config.cache, ttl: ttl as number },
  };
}

function parsed(
  variables: Variables,
  names: readonly string[],
  spec: Parameters<typeof parseOption>[1],
): unknown {
  const found = variables.first(names);
  if (!found) return undefined;
  const { value, problem } = parseOption(
    found.value,
    spec,
    `${found.name} in ${variables.origin(found.name)}`,
  );
  if (problem === undefined) return value;
  throw new SecretError("not_configured", problem, { hint: "correct it, or leave it out for the default" });
}
