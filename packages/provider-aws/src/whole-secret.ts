import { type Location, SecretError } from "@claviger/core/provider";
import { parse } from "./locations.ts";

/**
 * Refuses a location that is a part of a secret, for what is done to a secret whole: the rest of it would be lost.
 *
 * @throws SecretError `invalid_ref`
 */
export function requireWhole({ path, field, version }: Location): void {
  parse(path);
  if (field !== undefined) {
    throw new SecretError("invalid_ref", `the field is a part of "${path}", which holds others`, {
      location: path,
      hint: "change or remove a single field with a patch",
    });
  }
  requireCurrent({ path, version });
}

/** Refuses a pinned version, of what is changed. @throws SecretError `invalid_ref` */
export function requireCurrent({ path, version }: Location): void {
  if (version === undefined) return;
  const problem = `a version or stage of "${path}" is pinned, and versions do not change`;
  throw new SecretError("invalid_ref", problem, {
    location: path,
    hint: "leave the version and the stage out of the reference",
  });
}
