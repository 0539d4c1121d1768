import { matchesPattern } from "../names/matches-pattern.ts";

/** Patterns for names: `*` stands for any characters, `?` for one. */
export interface NameFilter {
  /** Moved, whatever they look like. */
  readonly include: readonly string[];
  /** Never moved. */
  readonly exclude: readonly string[];
}

/**
 * What the patterns say of a name. Where both kinds match, the more particular one decides, which is the one with more
 * characters of its own, so that `--exclude '*' --include 'STRIPE_*'` is only those; of equals, `exclude`.
 */
export function decideByPattern(
  name: string,
  { include, exclude }: NameFilter,
): { readonly moved: boolean; readonly pattern: string } | undefined {
  const included = mostParticular(name, include);
  const excluded = mostParticular(name, exclude);
  if (included === undefined && excluded === undefined) return undefined;
  if (excluded === undefined || (included !== undefined && weight(included) > weight(excluded)))
    return { moved: true, pattern: included ?? "" };
  return { moved: false, pattern: excluded };
}

function mostParticular(name: string, patterns: readonly string[]): string | undefined {
  return patterns
    .filter((pattern) => matchesPattern(name, pattern))
    .toSorted((one, other) => weight(other) - weight(one))[0];
}

function weight(pattern: string): number {
  return pattern.replaceAll(/[*?]/g, "").length;
}
