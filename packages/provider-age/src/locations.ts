import { type Ask, conventionalLocations, type Location, SecretError } from "@claviger/core/provider";
import type { AgeOptions } from "./options.ts";

/** Where a name would be, by the rule that all stores share. */
export function locate(
  ask: Ask,
  { prefix, case: nameCase }: Pick<AgeOptions, "prefix" | "case">,
): Location[] {
  return conventionalLocations(ask, { prefix, case: nameCase }).filter(({ path }) => !flawOf(path));
}

/** @throws SecretError `invalid_ref` */
export function parse(path: string): Location {
  const flaw = flawOf(path);
  if (flaw === undefined) return { path };
  throw new SecretError("invalid_ref", `a path of the age provider is malformed: ${flaw}`, {
    hint: "write segments between slashes, such as secret://age/payments/stripe-key",
  });
}

/** Why no secret can have this path. */
export function flawOf(path: string): string | undefined {
  if (/\p{Cc}/u.test(path) || !path.isWellFormed()) return "it has a control character or half of one";
  const isDotted = path.split("/").some((segment) => ["", ".", ".."].includes(segment));
  return isDotted ? "it has an empty segment, or one of dots" : undefined;
}
