import type { Link } from "./link.ts";
import { providerOf } from "./of-link.ts";
import type { Query } from "./query.ts";

/** Whether the manifest lets a link answer. */
export function isAllowed({ id }: Link, { from, provider }: Query): boolean {
  return provider !== undefined || !from || from.includes(id) || from.includes(providerOf(id));
}
