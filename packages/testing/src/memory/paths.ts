import { type Ask, conventionalLocations, type Location, SecretError } from "@claviger/core/provider";
import type { MemoryStore } from "./memory-store.ts";

interface Naming {
  readonly prefix?: string;
  readonly bundle?: string;
}

/** Where a name would be; what cannot be a path is left out. */
export function locate(ask: Ask, naming: Naming): readonly Location[] {
  return conventionalLocations(ask, naming).filter(({ path }) => isPath(path));
}

/** @throws SecretError `invalid_ref` */
export function parse(path: string, { leases }: Pick<MemoryStore, "leases">): Location {
  if (isPath(path)) return leases.hasRole(path) ? { path, mints: true } : { path };
  throw new SecretError("invalid_ref", "a text that cannot be a path was asked for", {
    hint: "write segments between slashes, without control characters",
  });
}

function isPath(path: string): boolean {
  if (/\p{Cc}/u.test(path) || !path.isWellFormed()) return false;
  return path.split("/").every((segment) => !["", ".", ".."].includes(segment));
}
