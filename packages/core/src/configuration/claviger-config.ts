import type { Fallback } from "../chain/decision-table.ts";
import type { CacheOptions } from "../secrets/create-secrets-options.ts";
import type { Manifest } from "./manifest.ts";

/** What `claviger.config.ts` (default export) or `claviger.config.json` says. Variables win over it. */
export interface ClavigerConfig {
  /** The chain, as in `SECRETS_PROVIDERS`: `"vault,env"` or `["vault", "env"]`. */
  readonly providers?: string | readonly string[];
  /** @default "never" */
  readonly fallback?: Fallback;
  readonly cache?: CacheOptions;
  /** Options by provider (`vault`) or instance (`aws.dr`). */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where providers that are not packages are: a name, and a path relative to this file. */
  readonly providerModules?: Readonly<Record<string, string>>;
  /** The manifest: the secrets by name. */
  readonly secrets?: Manifest;
}

/**
 * Types a configuration file; it does nothing else.
 *
 * @example
 * ```ts
 * // claviger.config.ts
 * import { defineConfig } from "@claviger/core";
 *
 * export default defineConfig({
 *   providers: "aws,env",
 *   options: { aws: { prefix: "gaara-store/{environment}/" } },
 *   secrets: {
 *     "database-url": { description: "PostgreSQL" },
 *     "jwt-secret-key": { locations: { aws: "gaara-store/{environment}/jwt-secret" }, from: ["aws"] },
 *   },
 * });
 * ```
 */
export function defineConfig(config: ClavigerConfig): ClavigerConfig {
  return config;
}
