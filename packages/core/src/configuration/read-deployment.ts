import { join } from "node:path";
import { chainSettings } from "./chain-settings.ts";
import type { ClavigerConfig } from "./claviger-config.ts";
import { readConfigFile } from "./config-file.ts";
import { configuredReferences } from "./configured-references.ts";
import { type InstanceId, parseInstanceId } from "./instance-id.ts";
import { loadProvider, type ProviderSources } from "./load-provider.ts";
import { readEnvironment } from "./read-environment.ts";
import { unknownVariables } from "./unknown-variables.ts";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { ofLink } from "../chain/of-link.ts";
import { severalErrors } from "../errors/several-errors.ts";
import { EventStream } from "../events/event-stream.ts";
import { fs } from "../host/built-in-fs.ts";
import { nodeHost } from "../host/node-host.ts";
import { assemble } from "../secrets/assemble.ts";
import { buildLink, type InstancePlan, type LayerPlan, type LinkSetting } from "../secrets/build-link.ts";
import { cacheSettings } from "../secrets/cache-settings.ts";
import type { Deployment, DeploymentOptions } from "../secrets/deployment.ts";

/** What `openDeployment` does. @throws SecretError `not_configured` */
export async function readDeployment(options: DeploymentOptions): Promise<Deployment> {
  const base = options.host ?? nodeHost();
  const events = new EventStream(options.onEvent);
  const { path, config } = await readConfigFile(base.directory, options.config);
  const sources: ProviderSources = {
    loaded: new Map(),
    given: options.providers,
    configPath: path,
    modules: config.providerModules ?? {},
    directory: base.directory,
    importProvider: options.importProvider,
  };
  const provider = await environmentProvider(sources, events);
  const file = config.options?.["env"];
  const { environment, variables } = await readEnvironment(base, {
    named: options.environment,
    provider,
    file,
  });
  const { layers, fallback, cache } = chainSettings(variables, config, options.environment);
  const plan = (instance: InstanceId): Promise<InstancePlan> => planInstance(instance, config, sources);
  const setting: LinkSetting = {
    host: { ...base, environment },
    variables,
    cache: cacheSettings(cache),
    events,
    epoch: { value: 0 },
  };
  const plans = await planAll(layers, plan);
  for (const message of unknownVariables(variables, plans.flat())) {
    events.warn(message, { code: "CLAVIGER_UNKNOWN_VARIABLE", message });
  }
  const manifest = config.secrets ?? {};
  const { secrets, chain, declarations } = assemble({
    ...setting,
    plans,
    fallback,
    manifest,
    instantiate: async (id) => buildLink(await plan(referredInstance(id)), setting),
  });
  return {
    secrets,
    environment,
    manifest,
    references: configuredReferences(variables),
    instances: async () => (await import("../operate/index.ts")).instancesOf(chain, declarations),
    fallback,
    configPath: path,
    originOf: (variable) => (variables.get(variable) === undefined ? undefined : variables.origin(variable)),
  };
}

async function planInstance(
  instance: InstanceId,
  config: ClavigerConfig,
  sources: ProviderSources,
): Promise<InstancePlan> {
  const definition = await loadProvider(instance.provider, sources);
  return { definition, instance, file: config.options && ofLink(config.options, instance.id) };
}

/** Loads every provider of the chain, and reports all that cannot be loaded at once. */
async function planAll(
  layers: readonly (readonly InstanceId[])[],
  plan: (instance: InstanceId) => Promise<InstancePlan>,
): Promise<LayerPlan[]> {
  const results = await Promise.allSettled(layers.map((members) => Promise.all(members.map(plan))));
  const failed: unknown[] = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason] : [],
  );
  if (failed.length > 1 && failed.every((error) => isSecretError(error))) {
    throw severalErrors(failed, `${failed.length} providers cannot be had`);
  }
  if (failed.length > 0) throw failed[0];
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** The provider that reads `.env` files: it need not be in the chain, nor installed. */
async function environmentProvider(
  sources: ProviderSources,
  events: EventStream,
): Promise<ProviderDefinition | undefined> {
  if (sources.given) return sources.given.find((provider) => provider.variables !== undefined);
  try {
    return await loadProvider("env", sources);
  } catch (error) {
    if (fs.existsSync(join(sources.directory, ".env"))) {
      const why = isSecretError(error)
        ? `${error.problem}. Next: ${error.hint ?? ""}`
        : "provider env cannot be loaded";
      events.warn("dotenv", { code: "CLAVIGER_DOTENV_IGNORED", message: `.env was not read: ${why}` });
    }
    return undefined;
  }
}

function referredInstance(id: string): InstanceId {
  const instance = parseInstanceId(id);
  if (instance) return instance;
  throw new SecretError("invalid_ref", `"${id}" is not a provider's name`);
}
