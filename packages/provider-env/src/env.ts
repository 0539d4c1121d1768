import { defineProvider, nameCases } from "@claviger/core/provider";
import type { EnvReader } from "./env-reader.ts";
import { parseVariableName, variableLocations } from "./locations.ts";

/**
 * The process environment first, then `.env` files in order; in each, `NAME`, then the file that `NAME_FILE` names. The
 * first place that has the name wins. Values never move from a file to `process.env`.
 *
 * A value that starts with `secret://` is answered as a reference.
 *
 * Errors: `conflict` (two variables fold alike, and neither is spelled as asked), `not_configured` (a `.env` file, or
 * the file that a `NAME_FILE` names, cannot be read), `invalid_ref` (an unquoted `secret://…#…` in a `.env` file, a path
 * that no variable can have), `unsupported` (a version), `timeout`, `aborted`.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [env({ files: [".env"] })] });
 * ```
 */
export const env = defineProvider({
  contract: 1,
  name: "env",
  options: {
    /** @default `.env.{environment}.local`, `.env.local`, `.env.{environment}`, `.env`, those of them that exist */
    files: {
      type: "list",
      doc: "The .env files in the order they are asked; a file that is named here must exist. {environment} is filled in.",
    },
    case: {
      type: "choice",
      values: nameCases,
      default: "upper-snake",
      doc: "How variables are spelled: a name is looked up as it is, then in this case, then folded.",
    },
  },
  capabilities: { values: ["text", "bytes"], versions: "none", references: true },
  create(options, host) {
    let reader: EnvReader | undefined;
    const open = async (): Promise<EnvReader> => {
      // Even of a module that is loaded, an import costs more than a read.
      if (reader) return reader;
      const { envReader } = await import("./first-call.ts");
      reader ??= envReader(options, host);
      return reader;
    };
    return {
      locate: variableLocations,
      parse: parseVariableName,
      get: async (location, ctx) => (await open()).get(location, ctx),
      getMany: async (locations, ctx) => (await open()).getMany(locations, ctx),
      check: async (_locations, ctx) => (await open()).check(ctx),
    };
  },
  async variables({ files }, host) {
    const { configurationVariables } = await import("./first-call.ts");
    return configurationVariables(files, host);
  },
});
