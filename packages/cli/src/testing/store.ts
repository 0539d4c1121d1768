/**
 * The files of a project whose chain is a store of fields and bytes, for what the environment cannot hold. The provider
 * is written out, since a project's provider is a file of the project.
 */
export function storeProject(secrets: Readonly<Record<string, unknown>>): Record<string, string> {
  return {
    "claviger.config.json": JSON.stringify({ providers: "store", providerModules: { store: "./store.mjs" } }),
    "store.mjs": `
      const secrets = ${JSON.stringify(secrets)};
      const valueOf = (stored) =>
        typeof stored === "string" ? { type: "text", text: stored }
        : Array.isArray(stored) ? { type: "bytes", bytes: Uint8Array.from(stored) }
        : { type: "fields", fields: stored };
      export const provider = {
        contract: 1, name: "store", options: {},
        capabilities: { values: ["text", "bytes", "fields"], versions: "none" },
        create: () => ({
          locate: ({ name }) => [{ path: name }],
          parse: (path) => ({ path }),
          get: async ({ path }) =>
            Object.hasOwn(secrets, path) ? { id: path, value: valueOf(secrets[path]), version: "7" } : undefined,
        }),
      };`,
  };
}
