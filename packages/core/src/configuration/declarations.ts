import type { Location } from "../contract/location.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { parseReference } from "../reference/parse-reference.ts";
import type { Declarations } from "../secrets/to-query.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import { manifestShape } from "./manifest-shape.ts";
import { fillEnvironment } from "./environment-name.ts";
import { parseInstanceId } from "./instance-id.ts";
import type { Manifest } from "./manifest.ts";

export interface DeclarationContext {
  readonly environment: string;
}

/**
 * The manifest as a chain uses it: names checked, locations parsed, `from` checked.
 * @throws SecretError `not_configured`, with every problem
 */
export function declarations(manifest: Manifest, context: DeclarationContext): Declarations {
  const problems = manifestShape(manifest, "secrets");
  if (problems.length > 0) throw invalid(problems);
  const declared = new Map<
    string,
    { from?: readonly string[]; locations?: Record<string, Location>; default?: string }
  >();
  for (const [name, { from, locations, default: value }] of Object.entries(manifest)) {
    const at = `secrets[${JSON.stringify(name)}]`;
    problems.push(...nameProblems(name, at), ...fromProblems(from, at));
    problems.push(...malformedIds(Object.keys(locations ?? {}), `${at}.locations`));
    const parsed = Object.entries(locations ?? {}).flatMap(([id, text]) => {
      const location = parseLocation(text, context.environment);
      if (typeof location !== "string") return [[id, location] as const];
      problems.push(`${at}.locations.${id}: ${location}`);
      return [];
    });
    declared.set(
      name,
      withoutUndefined({
        from,
        locations: parsed.length > 0 ? Object.fromEntries(parsed) : undefined,
        default: value,
      }),
    );
  }
  if (problems.length > 0) throw invalid(problems);
  return declared;
}

function nameProblems(name: string, at: string): string[] {
  try {
    const { provider, field } = parseReference(name);
    return provider === undefined && field === undefined && !name.startsWith("secret:")
      ? []
      : [`${at} is not a bare name: say where it is under locations`];
  } catch (error) {
    return [isSecretError(error) ? error.problem : `${at} is not a name`];
  }
}

/** A provider that is in no chain of this deployment may be in another's; a word that is no provider at all is a mistake. */
function fromProblems(from: readonly string[] | undefined, at: string): string[] {
  if (!from) return [];
  if (from.length === 0) return [`${at}.from is empty: nothing could answer`];
  // A provider that is not in this deployment's chain may be in another's: then this name alone cannot be had here.
  return malformedIds(from, `${at}.from`);
}

function malformedIds(ids: readonly string[], at: string): string[] {
  return ids
    .filter((id) => !parseInstanceId(id))
    .map((id) => `${at}: ${JSON.stringify(id)} is not a provider's name`);
}

function parseLocation(text: string, environment: string): Location | string {
  const filled = fillEnvironment(text, environment);
  try {
    const { provider, path, field, version } = parseReference(
      filled.startsWith("secret://") ? filled : `secret:///${filled}`,
    );
    if (provider !== undefined) return "write the path alone, the provider is the key";
    return withoutUndefined({ path, field, version });
  } catch (error) {
    return isSecretError(error) ? error.problem : "not a location";
  }
}

function invalid(problems: readonly string[]): SecretError {
  return new SecretError("not_configured", `the manifest is not valid: ${problems.join("; ")}`, {
    hint: "correct these entries of the configuration file or of createSecrets({ secrets })",
  });
}
