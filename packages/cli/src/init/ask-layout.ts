import { usageError } from "../cli-error.ts";
import { asked } from "../terminal/asked.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { checkedEnvironment, type Layout, layoutOf } from "./layout.ts";
import { chainProblem, checkedChain, providersOf } from "./provider-chain.ts";

/** Stores in which a project usually has a part of its own, by a prefix of its names. */
const prefixed = ["aws", "vault"];

/**
 * Asks a person where secrets live, environment by environment.
 *
 * @param project - the project's name, for the prefix that is proposed
 * @throws CliError `usage` where nobody can be asked, `interrupted`
 */
export async function askLayout(project: string, terminal: Terminal): Promise<Layout> {
  if (!terminal.canAsk) {
    throw usageError(
      "nobody can be asked where the secrets live",
      "say it: claviger init --providers development=age,env --providers production=aws",
    );
  }
  const { default: input } = await import("@inquirer/input");
  const ask = (message: string, preset: string, validate: (text: string) => true | string): Promise<string> =>
    asked((context) => input({ message, default: preset, validate }, context));
  const names = await ask("Environments, separated by commas", "development, production", validEnvironments);
  const chains = new Map<string, string>();
  for (const name of environmentsOf(names)) {
    const question = `Where do the secrets of ${name} live? (env, file, age, aws, vault, azure; the first that has one wins)`;
    const chain = await ask(
      question,
      name === "development" ? "age,env" : "aws",
      (text) => chainProblem(text) ?? true,
    );
    chains.set(name, checkedChain(chain));
  }
  const options: Record<string, Record<string, string>> = {};
  const used = new Set([...chains.values()].flatMap(providersOf));
  for (const provider of prefixed.filter((name) => used.has(name))) {
    const question = `What do the names in ${provider} start with?`;
    options[provider] = { prefix: await ask(question, `${project}/{environment}/`, () => true) };
  }
  return layoutOf(chains, options);
}

function validEnvironments(text: string): true | string {
  const names = environmentsOf(text);
  if (names.length === 0) return "name at least one";
  try {
    names.forEach(checkedEnvironment);
    return true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function environmentsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}
