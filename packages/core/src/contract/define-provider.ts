import type { Capabilities } from "./capabilities.ts";
import type { ConfigurationVariables } from "./configuration-variables.ts";
import type { Host } from "./host.ts";
import type { OptionInput, OptionSpecs, OptionValues } from "./option-spec.ts";
import type { Provider } from "./provider.ts";

/** What a provider package exports, through `defineProvider`. */
export interface ProviderDefinition<Specs extends OptionSpecs = OptionSpecs> {
  /** The version of this contract. */
  readonly contract: 1;
  /** The short name: lower-case letters and digits, as in `SECRETS_PROVIDERS`. */
  readonly name: string;
  readonly options: Specs;
  readonly capabilities: Capabilities;
  /**
   * Makes an instance. Pure and without I/O; an SDK is imported on the first call. What it throws (`not_configured`)
   * names every problem of the options at once.
   */
  create(options: OptionValues<Specs>, host: Host): Provider;
  /**
   * For a provider whose store is also where configuration comes from (env): its variables, which core reads for
   * `SECRETS_*` and `run` for references. The process's own environment wins over them.
   */
  variables?(options: OptionValues<Specs>, host: Host): Promise<ConfigurationVariables>;
}

/** A provider with some of its options: an element of `createSecrets({ providers })`. Nothing was read or opened yet. */
export interface ConfiguredProvider {
  readonly definition: ProviderDefinition;
  /** What the code gave; the rest comes from variables and defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Tells two instances of one provider apart: `aws.dr`. Lower-case letters and digits. */
  readonly label?: string;
  readonly denied?: DeniedMeaning;
}

/**
 * What "denied" means of this instance: `error` (the default), or `absent`, for a store that answers so for what it does
 * not have. The latter is warned about once.
 */
export type DeniedMeaning = "error" | "absent";

/** What an instance takes besides its provider's own options: these are core's. */
export interface InstanceOptions {
  /** Tells two instances of one provider apart: `aws.dr`. Lower-case letters and digits. */
  readonly label?: string;
  /** @default "error" */
  readonly denied?: DeniedMeaning;
}

/** A provider that can be called to configure an instance of it: `aws({ region: "eu-west-1" })`. */
export interface ProviderFactory<Specs extends OptionSpecs = OptionSpecs> extends ProviderDefinition<Specs> {
  (options?: OptionInput<Specs> & InstanceOptions): ConfiguredProvider;
}

/**
 * Makes a provider.
 *
 * @example
 * ```ts
 * export const memory = defineProvider({
 *   contract: 1,
 *   name: "memory",
 *   options: { prefix: { type: "string", doc: "Put before every name." } },
 *   capabilities: { values: ["text"], versions: "none" },
 *   create: ({ prefix = "" }) => ({
 *     locate: ({ name }) => [{ path: prefix + name }],
 *     parse: (path) => ({ path }),
 *     get: async ({ path }) => ({ id: path, value: { type: "text", text: "…" } }),
 *   }),
 * });
 * ```
 */
export function defineProvider<const Specs extends OptionSpecs>(
  definition: ProviderDefinition<Specs>,
): ProviderFactory<Specs> {
  const configure = (input: OptionInput<Specs> & InstanceOptions = {}): ConfiguredProvider => {
    const { label, denied, ...options } = input;
    return {
      definition,
      options,
      ...(label === undefined ? {} : { label }),
      ...(denied === undefined ? {} : { denied }),
    };
  };
  // A function's own `name` is read-only, so it is redefined rather than assigned.
  for (const [key, value] of Object.entries(definition)) {
    Object.defineProperty(configure, key, { value, enumerable: true });
  }
  return configure as ProviderFactory<Specs>;
}
