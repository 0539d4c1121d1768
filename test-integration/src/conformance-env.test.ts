import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeHost } from "@claviger/core";
import { applyCase } from "@claviger/core/provider";
import { env } from "@claviger/provider-env";
import { type ConformanceHarness, describeProvider } from "@claviger/testing";

async function harness(): Promise<ConformanceHarness> {
  const directory = await mkdtemp(join(tmpdir(), "claviger-conformance-"));
  const variables: Record<string, string> = Object.create(null);
  return {
    host: nodeHost({ env: variables, environment: "test", directory }),
    provider: () => env(),
    seed: async (name, value) => {
      // Plain names as they are spelled in an environment, odd ones to the letter.
      const variable = /^[\w-]+$/.test(name) ? applyCase(name, "upper-snake") : name;
      if (value instanceof Uint8Array) {
        variables[`${variable}_FILE`] = join(directory, variable);
        await writeFile(join(directory, variable), value);
      } else {
        if (variable.includes("=")) throw new Error("No variable has such a name.");
        variables[variable] = typeof value === "string" ? value : JSON.stringify(value);
      }
      return variable;
    },
    remove: async (path) => {
      delete variables[path];
      return "absent";
    },
    close: async () => rm(directory, { recursive: true }),
  };
}

describeProvider("env", harness, {
  capabilities: {
    removal: true,
    binary: true,
    checks: true,
    fields: "a variable holds one value",
    versions: "variables have no versions",
    stages: "variables have no versions",
    nulCharacters: "no process has a variable with a NUL",
    denial: "a process may read its own environment",
    authentication: "a process may read its own environment",
    faults: "there is no server",
  },
});
