import type { Link } from "../chain/link.ts";
import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";

const elsewhere = "name another store: secret://<provider>/<path>";

/** The error for what a store cannot do. */
export function unsupported(
  { link: { id }, location }: { readonly link: Link; readonly location?: Location },
  what: string,
  hint = elsewhere,
): SecretError {
  return new SecretError("unsupported", `${id} ${what}`, { provider: id, location: location?.path, hint });
}

/** The error for what no store of a chain can do. */
export function noneCan(links: readonly Link[], what: string, name?: string): SecretError {
  const ids = links.map(({ id }) => id).join(", ");
  return new SecretError("unsupported", `none of ${ids} can ${what}`, { name, hint: elsewhere });
}
