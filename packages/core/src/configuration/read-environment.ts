import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { Host } from "../contract/host.ts";
import { environmentName } from "./environment-name.ts";
import { resolveOptions } from "./resolve-options.ts";
import { Variables } from "./variables.ts";

export interface EnvironmentReading {
  readonly environment: string;
  readonly variables: Variables;
}

export interface EnvironmentSources {
  /** The environment that the caller names: it wins over every variable. */
  readonly named: string | undefined;
  /** The provider that reads `.env` files, where there is one. */
  readonly provider: ProviderDefinition | undefined;
  /** What the configuration file says of its options. */
  readonly file: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The variables of the process and of `.env` files, and the environment's name. Which files are read depends on the name,
 * and a file may give the name: where the process does not, they are read for the default first, and once more where they
 * name another.
 *
 * @throws SecretError what the provider throws for a file that cannot be read
 */
export async function readEnvironment(host: Host, sources: EnvironmentSources): Promise<EnvironmentReading> {
  const own = sources.named ?? environmentName(new Variables(host.env));
  const first = own ?? host.environment;
  const variables = await read(host, sources, first);
  const environment = own ?? environmentName(variables) ?? first;
  if (environment === first) return { environment, variables };
  return { environment, variables: await read(host, sources, environment) };
}

async function read(
  host: Host,
  { provider, file }: EnvironmentSources,
  environment: string,
): Promise<Variables> {
  const own = new Variables(host.env);
  if (!provider?.variables) return own;
  const instance = { id: provider.name, provider: provider.name };
  const { options } = resolveOptions(provider, instance, {
    code: {},
    variables: own,
    environment,
    ...(file ? { file } : {}),
  });
  const found = await provider.variables(
    // The options were checked against the definition's own specification.
    options as Parameters<NonNullable<ProviderDefinition["variables"]>>[0],
    { ...host, environment },
  );
  return new Variables(host.env, found);
}
