import { SecretError } from "@claviger/core/provider";
import type { Host, Location, NameCase, SecretRecord } from "@claviger/core/provider";
import type { EnvFile } from "./env-file.ts";
import { failureError } from "./file-failure.ts";
import { findVariable } from "./find-variable.ts";
import { findNameFile, readNameFile } from "./name-file.ts";
import { processVariables } from "./process-variables.ts";
import { recordOf } from "./record-of.ts";
import type { Variables } from "./variables.ts";

export interface LookUpOptions {
  readonly files: readonly EnvFile[];
  readonly nameCase: NameCase;
  readonly host: Host;
}

/**
 * Makes the search for a name: in the process environment, then file after file, each no sooner than those before it
 * turned out not to have the name.
 */
export function lookUpIn(options: LookUpOptions): (location: Location) => Promise<SecretRecord | undefined> {
  const { files, nameCase, host } = options;
  const environment = processVariables(host);
  const sources = [async () => environment, ...files.map((file) => () => variablesOf(file))];
  return async ({ path: name, version }) => {
    if (version) throw new SecretError("unsupported", "variables have no versions");
    for (const open of sources) {
      const variables = await open();
      if (!variables) continue;
      const variable = findVariable(name, { variables, nameCase });
      if (variable) return recordOf(variable);
      const pointer = findNameFile(name, { variables, nameCase });
      if (pointer) return readNameFile(pointer, host);
    }
    return undefined;
  };
}

/** @throws SecretError if the file cannot be used: it may hold the name, so that going on would be a guess */
async function variablesOf(file: EnvFile): Promise<Variables | undefined> {
  const loaded = await file.load();
  if (loaded.status === "failed") throw failureError(loaded.failure);
  return loaded.status === "read" ? loaded.variables : undefined;
}
