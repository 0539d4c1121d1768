import { SecretError } from "@claviger/core/provider";
import type { Spelling } from "./spelling.ts";
import type { Variable, Variables } from "./variables.ts";

/**
 * The variable that answers for a name in one place: the one spelled exactly so, then the one in the provider's case,
 * then the only one that folds alike.
 *
 * @throws SecretError `conflict` if several fold alike
 */
export function findVariable(name: Spelling, variables: Variables): Variable | undefined {
  const spelled = variables.get(name.asked) ?? variables.get(name.cased);
  if (spelled) return spelled;
  const alike = variables.alike(name.folded);
  if (alike.length > 1) throw conflict(name.asked, { alike, title: variables.title });
  const [only] = alike;
  return only === undefined ? undefined : variables.get(only);
}

function conflict(
  asked: string,
  { alike, title }: { readonly alike: readonly string[]; readonly title: string },
): SecretError {
  const names = alike.map((name) => `"${name}"`).join(" and ");
  return new SecretError("conflict", `"${asked}" matches ${names} in ${title}`, {
    name: asked,
    location: title,
    hint: "keep one of them, or ask for it exactly as it is spelled there",
  });
}
