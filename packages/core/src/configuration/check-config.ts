import { fallbacks } from "../chain/decision-table.ts";
import { SecretError } from "../errors/secret-error.ts";
import { cacheShape } from "../secrets/cache-settings.ts";
import { listOf, mapOf, object, oneOf, text } from "./check-shape.ts";
import type { ClavigerConfig } from "./claviger-config.ts";
import { manifestShape } from "./manifest-shape.ts";

const config = object({
  providers: (value, at) => (typeof value === "string" ? text(value, at) : listOf(text)(value, at)),
  fallback: oneOf(fallbacks),
  cache: cacheShape,
  options: mapOf(mapOf(() => [])),
  providerModules: mapOf(text),
  secrets: manifestShape,
});

/**
 * Checks what a configuration file said.
 * @throws SecretError `not_configured`, with every problem
 */
export function checkConfig(value: unknown, file: string): ClavigerConfig {
  const problems = config(value, "it").map((problem) => problem.replace(/^it\./, ""));
  if (problems.length === 0) return value as ClavigerConfig;
  throw new SecretError("not_configured", `${file} is not a valid configuration: ${problems.join("; ")}`, {
    location: file,
    hint: "correct these entries; defineConfig from @claviger/core types the file",
  });
}
