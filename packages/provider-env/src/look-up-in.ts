import { type Answer, answerOf, isSecretError, SecretError } from "@claviger/core/provider";
import type { Host, Location, NameCase, SecretRecord } from "@claviger/core/provider";
import type { EnvFile } from "./env-file.ts";
import { findVariable } from "./find-variable.ts";
import { findNameFile, readNameFile } from "./name-file.ts";
import { processVariables } from "./process-variables.ts";
import { recordOf } from "./record-of.ts";
import { Spelling } from "./spelling.ts";
import type { Variables } from "./variables.ts";

export interface LookUpOptions {
  readonly files: readonly EnvFile[];
  readonly nameCase: NameCase;
  readonly host: Host;
}

/** What one place says of a name; `undefined` if it does not have it. */
type Find = (name: Spelling) => Answer<SecretRecord> | Promise<Answer<SecretRecord>> | undefined;

/**
 * Makes the search for names: in the process environment, then file after file, each no sooner than those before it
 * turned out not to have one of them. A place is looked at once for all names.
 */
export function lookUpIn(
  options: LookUpOptions,
): (locations: readonly Location[]) => Promise<readonly Answer<SecretRecord>[]> {
  const environment = processVariables(options.host);
  const places: readonly (() => Find | Promise<Find>)[] = [
    () => findIn(environment(), options),
    ...options.files.map((file) => () => findInFile(file, options)),
  ];
  return async (locations) => {
    const names = locations.map(({ path }) => new Spelling(path, options.nameCase));
    const answers: ReturnType<Find>[] = locations.map(({ version }) => version && noVersions());
    for (const look of places) {
      if (!answers.includes(undefined)) break;
      const find = await look();
      names.forEach((name, index) => {
        answers[index] ??= find(name);
      });
    }
    return await Promise.all(answers.map(async (answer) => (await answer) ?? { status: "absent" }));
  };
}

/** A file that cannot be used answers for every name: it may hold it, so that going on would be a guess. */
async function findInFile(file: EnvFile, options: LookUpOptions): Promise<Find> {
  const loaded = await file.load();
  if (loaded.status === "missing") return () => undefined;
  if (loaded.status === "read") return findIn(loaded.variables, options);
  return () => ({ status: "error", error: loaded.error });
}

function findIn(variables: Variables, { host }: LookUpOptions): Find {
  return (name) => {
    try {
      const variable = findVariable(name, variables);
      if (variable) return { status: "found", value: recordOf(variable) };
    } catch (error) {
      if (!isSecretError(error)) throw error;
      return { status: "error", error };
    }
    const pointer = findNameFile(name, variables);
    return pointer && answerOf(() => readNameFile(pointer, host));
  };
}

function noVersions(): Answer<SecretRecord> {
  const error = new SecretError("unsupported", "variables have no versions", {
    hint: "ask without a version or stage, or a store that keeps versions",
  });
  return { status: "error", error };
}
