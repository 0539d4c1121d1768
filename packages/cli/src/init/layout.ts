import { usageError } from "../cli-error.ts";
import { checkedChain, providersOf } from "./provider-chain.ts";

/** Where the secrets of a project live. */
export interface Layout {
  /** The chain that the configuration file names: of the strictest environment, for a machine that has nothing else. */
  readonly chain: string;
  /** The chains of the environments that differ, by name. */
  readonly others: Readonly<Record<string, string>>;
  /** Options by provider: `aws` → `prefix` → text. */
  readonly options: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const environmentName = /^[a-z0-9][a-z0-9_-]*$/;

/** @throws CliError `usage` */
export function checkedEnvironment(name: string): string {
  if (environmentName.test(name)) return name;
  throw usageError(`${name} is no environment's name`, "use small letters, digits, - and _");
}

/**
 * The layout of chains by environment. Production's chain, else the last one's, goes into the configuration file: it is what
 * a machine has that was told nothing.
 */
export function layoutOf(chains: ReadonlyMap<string, string>, options: Layout["options"]): Layout {
  const all = [...chains];
  const [, last = "env"] = all.at(-1) ?? [];
  const chain = chains.get("production") ?? last;
  return { chain, options, others: Object.fromEntries(all.filter(([, other]) => other !== chain)) };
}

/** Every provider of a layout. */
export function layoutProviders({ chain, others }: Layout): string[] {
  return [...new Set([chain, ...Object.values(others)].flatMap(providersOf))];
}

/**
 * The layout that flags say: `aws,env`, or `development=age,env` for one environment.
 * @throws CliError `usage`
 */
export function layoutOfFlags(providers: readonly string[], options: readonly string[]): Layout {
  const chains = new Map<string, string>();
  for (const written of providers) {
    const [, environment = "", chain = ""] = /^(?:([^=]*)=)?(.*)$/s.exec(written) ?? [];
    if (chains.has(environment)) throw usageError(`--providers is given twice for ${environment || "all"}`);
    chains.set(environment && checkedEnvironment(environment), checkedChain(chain));
  }
  const rest = chains.get("");
  chains.delete("");
  if (rest === undefined) return layoutOf(chains, optionsOf(options));
  // What stands for every environment is what the file says.
  const others = Object.fromEntries([...chains].filter(([, chain]) => chain !== rest));
  return { chain: rest, others, options: optionsOf(options) };
}

function optionsOf(written: readonly string[]): Layout["options"] {
  const options: Record<string, Record<string, string>> = {};
  for (const option of written) {
    const [, instance, name, value] = /^([a-z][a-z0-9.-]*)\.([a-z]\w*)=(.*)$/is.exec(option) ?? [];
    if (instance === undefined || name === undefined || value === undefined)
      throw usageError("an --option is not understood", "write --option aws.prefix=shop/{environment}/");
    (options[instance] ??= {})[name] = value;
  }
  return options;
}
