import { usageError } from "../cli-error.ts";

/** The short names of claviger's own providers that can stand in a chain. */
const own = ["env", "file", "age", "aws", "vault", "azure", "github"];
const instance = /^(?<provider>(?:@[\w.-]+\/)?[a-z][a-z0-9-]*)(?:\.[a-z0-9]+)?$/;

/**
 * What is wrong with a chain as it is written (`vault,aws.main+aws.dr,env`), as a sentence; `undefined` for nothing.
 */
export function chainProblem(chain: string): string | undefined {
  const names = providersOf(chain);
  if (names.length === 0) return "name at least one store";
  const unknown = names.filter((name) => !own.includes(name) && !name.includes("claviger-provider-"));
  if (unknown.length === 0) return undefined;
  return `${unknown.join(", ")}: no such store; there are ${own.join(", ")}, and packages called claviger-provider-…`;
}

/** The providers of a chain, each once, without labels. */
export function providersOf(chain: string): string[] {
  const ids = chain
    .split(/[,+]/)
    .map((id) => id.trim())
    .filter(Boolean);
  return [...new Set(ids.map((id) => instance.exec(id)?.groups?.["provider"] ?? id))];
}

/** @throws CliError `usage` */
export function checkedChain(chain: string): string {
  const problem = chainProblem(chain);
  if (problem !== undefined)
    throw usageError(problem, "write a chain such as age,env or aws.main+aws.dr,env");
  return chain.replaceAll(/\s/g, "");
}

/** The package of a provider. */
export function packageOf(provider: string): string {
  return own.includes(provider) ? `@claviger/provider-${provider}` : provider;
}
