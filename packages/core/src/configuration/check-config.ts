import { fallbacks } from "../chain/decision-table.ts";
import { SecretError } from "../errors/secret-error.ts";
import { a, count, flag, listOf, mapOf, object, oneOf, type Shape, text } from "./check-shape.ts";
import type { ClavigerConfig } from "./claviger-config.ts";

const seconds: Shape = a("a number of seconds from 0 up", (value) => typeof value === "number" && value >= 0);

const declaration = object({
  description: text,
  type: oneOf(["string", "integer", "number", "boolean", "url", "json", "bytes"]),
  required: flag,
  default: a("a text", (value) => typeof value === "string"),
  from: listOf(text),
  locations: mapOf(text),
  rotationDays: count(1),
});

/** The shape of the manifest. */
export const manifestShape: Shape = mapOf(declaration);

export const cacheShape: Shape = object({
  ttl: seconds,
  staleTtl: seconds,
  absentTtl: seconds,
  maxEntries: count(1),
});

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
