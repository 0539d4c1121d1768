import { createSecrets, nodeHost } from "@claviger/core";
import type { OptionSpec, ProviderDefinition } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Makes the provider with these options alone, in an empty environment. */
async function configure(bench: Bench, options: Readonly<Record<string, unknown>>): Promise<void> {
  const host = nodeHost({ env: {}, environment: "test" });
  await createSecrets({ providers: [{ definition: bench.definition, options }], host }).close();
}

/** A value that an option of that kind cannot have. */
function wrongValue({ type }: OptionSpec): unknown {
  return type === "string" || type === "path" || type === "url" ? 1 : Symbol("wrong");
}

/** Made through core, which knows each option by its specification. */
export const optionCases: readonly ConformanceCase[] = [
  {
    behaviour: "what is required and missing is not_configured, all of it at once",
    async run(bench) {
      const options: ProviderDefinition["options"] = bench.definition.options;
      const required = Object.entries(options).filter(([, spec]) => spec.required);
      if (required.length === 0) throw bench.skipped("it requires no option");
      const error = await bench.failure(configure(bench, {}), "a provider without options", "not_configured");
      for (const [name] of required) expect(error.message).toContain(name);
    },
  },
  {
    behaviour: "options of the wrong type are not_configured, all of them at once, and not shown",
    async run(bench) {
      const specs: ProviderDefinition["options"] = bench.definition.options;
      const names = Object.keys(specs);
      if (names.length === 0) throw bench.skipped("it has no options");
      const wrong = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, wrongValue(spec)]));
      const error = await bench.failure(
        configure(bench, wrong),
        "a provider with wrong options",
        "not_configured",
      );
      for (const name of names) expect(error.message).toContain(name);
    },
  },
  {
    behaviour: "options that hold secrets are marked, and no error shows them",
    async run(bench) {
      const specs: ProviderDefinition["options"] = bench.definition.options;
      const secret = Object.entries(specs).filter(([, spec]) => spec.secret);
      if (secret.length === 0) throw bench.skipped("none of its options is a secret");
      const options = Object.fromEntries(secret.map(([name]) => [name, `${bench.canary.value()}\n\u0000`]));
      const opened = configure(bench, { ...options, unknown: true });
      await bench.failure(opened, "a provider with an unknown option", "not_configured");
    },
  },
  {
    behaviour: "every option is documented",
    async run(bench) {
      const specs: ProviderDefinition["options"] = bench.definition.options;
      for (const [name, { doc }] of Object.entries(specs)) expect(doc, `the option ${name}`).toMatch(/\S/);
      expect(bench.definition.name).toMatch(/^[a-z][a-z0-9]*$/);
    },
  },
];
