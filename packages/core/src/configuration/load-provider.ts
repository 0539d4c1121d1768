import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { findPackage } from "./find-package.ts";
import { installCommand } from "./install-command.ts";
import { nearest } from "./nearest.ts";
import { ownProviders, providerPackage } from "./provider-package.ts";

export interface ProviderSources {
  /** What was loaded, by name: each provider is looked for once. */
  readonly loaded: Map<string, Promise<ProviderDefinition>>;
  /** Statically imported ones: where they are given, nothing else is looked for. */
  readonly given?: readonly ProviderDefinition[] | undefined;
  /** The configuration file, and the modules that it names. */
  readonly configPath: string | undefined;
  readonly modules: Readonly<Record<string, string>>;
  /** The working directory. */
  readonly directory: string;
  /** Asked last, with the package's name: resolves to its module, or to `undefined`. */
  readonly importProvider?: ((packageName: string) => Promise<unknown>) | undefined;
}

/**
 * The definition of a provider by its name in the chain.
 * @throws SecretError `not_configured`: unknown, not installed, or not a provider
 */
export function loadProvider(provider: string, sources: ProviderSources): Promise<ProviderDefinition> {
  const known = sources.loaded.get(provider);
  if (known) return known;
  const loading = findProvider(provider, sources);
  sources.loaded.set(provider, loading);
  loading.catch(() => sources.loaded.delete(provider));
  return loading;
}

async function findProvider(provider: string, sources: ProviderSources): Promise<ProviderDefinition> {
  const { given, modules, configPath } = sources;
  const own = given?.find(({ name }) => isNamed(name, provider));
  if (own) return own;
  if (given) throw notGiven(provider, given);
  const path = Object.hasOwn(modules, provider) ? modules[provider] : undefined;
  if (path !== undefined && configPath !== undefined) {
    return definitionOf(await importModule(resolve(dirname(configPath), path), provider), provider);
  }
  const packageName = providerPackage(provider);
  if (packageName === undefined) throw unknownProvider(provider);
  const module = await importPackage(packageName, sources);
  if (module === undefined) throw notInstalled(provider, packageName, sources.directory);
  return definitionOf(module, provider);
}

/** Whether a definition's short name is the one in the chain, which may be its package's. */
function isNamed(name: string, provider: string): boolean {
  return name === provider || name === provider.replace(/^.*claviger-provider-/, "");
}

/** Looks from the configuration file, the main script and the working directory, then where claviger is installed. */
async function importPackage(packageName: string, sources: ProviderSources): Promise<unknown> {
  const { configPath, directory, importProvider } = sources;
  const script = process.argv[1];
  const places = [configPath && dirname(configPath), script && dirname(script), directory];
  for (const place of new Set(places)) {
    const entry = place ? findPackage(packageName, place) : undefined;
    if (entry !== undefined) return importModule(entry, packageName);
  }
  const brought = await importProvider?.(packageName);
  if (brought !== undefined) return brought;
  const beside = findPackage(packageName, import.meta.dirname);
  return beside === undefined ? undefined : importModule(beside, packageName);
}

async function importModule(path: string, provider: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (isSecretError(error)) throw error;
    const { name = typeof error, code } = (error ?? {}) as { name?: unknown; code?: unknown };
    throw new SecretError(
      "not_configured",
      `provider ${provider} could not be loaded from ${path}: ${String(code ?? name)}`,
      {
        provider,
        location: path,
        hint: "check that it is installed whole, and that its version fits this one of claviger",
      },
    );
  }
}

function definitionOf(module: unknown, provider: string): ProviderDefinition {
  const exported = (module as { readonly provider?: Partial<ProviderDefinition> | undefined }).provider;
  if (
    typeof exported?.create === "function" &&
    typeof exported.name === "string" &&
    exported.contract === 1
  ) {
    return exported as ProviderDefinition;
  }
  const contract = exported?.contract;
  const why =
    contract === undefined || contract === 1
      ? "it exports no provider"
      : `it is written for contract ${String(contract)}`;
  throw new SecretError("not_configured", `provider ${provider} cannot be used: ${why}`, {
    provider,
    hint: "a provider package exports its defineProvider(…) as `provider`; install the version that fits claviger",
  });
}

function notGiven(provider: string, given: readonly ProviderDefinition[]): SecretError {
  const names = given.map(({ name }) => name).join(", ");
  return new SecretError(
    "not_configured",
    `provider ${provider} is not among those that the code gives: ${names}`,
    {
      provider,
      hint: `add it to secretsFromEnv({ providers: […] }), or take it out of SECRETS_PROVIDERS`,
    },
  );
}

function unknownProvider(provider: string): SecretError {
  const meant = nearest(provider, ownProviders);
  return new SecretError("not_configured", `"${provider}" is not a provider that claviger knows`, {
    provider,
    hint: meant
      ? `did you mean "${meant}"? A third party's is named by its package: claviger-provider-${provider}`
      : `use one of ${ownProviders.join(", ")}, or a third party's by its package: claviger-provider-${provider}`,
  });
}

function notInstalled(provider: string, packageName: string, directory: string): SecretError {
  return new SecretError("not_configured", `provider ${provider} is not installed`, {
    provider,
    hint: `run: ${installCommand(packageName, directory)}`,
  });
}
