import { SecretError } from "../errors/secret-error.ts";
import { fold } from "./fold.ts";

/**
 * The stored name that answers for the one asked: the exact one, else the only one that folds alike.
 *
 * @returns `undefined` if there is none
 * @throws SecretError `conflict` if several fold to the one asked for
 */
export function matchName(asked: string, stored: Iterable<string>): string | undefined {
  const folded = fold(asked);
  const alike: string[] = [];
  for (const candidate of stored) {
    if (candidate === asked) return candidate;
    if (fold(candidate) === folded) alike.push(candidate);
  }
  if (alike.length > 1) {
    throw new SecretError(
      "conflict",
      `"${asked}" matches ${alike.map((name) => `"${name}"`).join(" and ")}`,
      {
        name: asked,
        hint: `keep one of them, or ask for it exactly as it is spelled there`,
      },
    );
  }
  return alike[0];
}
