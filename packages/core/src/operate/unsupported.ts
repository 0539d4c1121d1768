import type { Link } from "../chain/link.ts";
import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";

/** The error for what a store cannot do. */
export function unsupported(
  { link: { id }, location }: { readonly link: Link; readonly location?: Location },
  what: string,
  hint = "name another store: secret://<provider>/<path>",
): SecretError {
  return new SecretError("unsupported", `${id} ${what}`, { provider: id, location: location?.path, hint });
}
