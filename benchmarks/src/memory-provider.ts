import { createSecrets, type Secrets } from "@claviger/core";
import { defineProvider } from "@claviger/core/provider";

/** What the memory provider has under a name. */
export function valueOf(name: string): string {
  return `value of ${name}`;
}

/** A store in this process's memory, so that nothing but claviger's own work is measured. */
export const memory = defineProvider({
  contract: 1,
  name: "memory",
  options: { has: { type: "boolean", default: true, doc: "Whether it has anything." } },
  capabilities: { values: ["text"], versions: "none" },
  create: ({ has }) => ({
    locate: ({ name }) => [{ path: name }],
    parse: (path) => ({ path }),
    get: async ({ path }) => (has ? { id: path, value: { type: "text", text: valueOf(path) } } : undefined),
  }),
});

/** A chain of so many layers, of which only the last has anything. */
export function chain(layers: number): Secrets {
  const providers = Array.from({ length: layers }, (_, index) =>
    memory({ label: `l${index}`, has: index === layers - 1 }),
  );
  return createSecrets({ providers, cache: { absentTtl: 300 } });
}
