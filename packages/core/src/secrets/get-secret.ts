import type { GetOptions } from "./get-options.ts";
import type { Secrets } from "./secrets.ts";
import { secretsFromEnv } from "./secrets-from-env.ts";

let instance: Promise<Secrets> | undefined;

/**
 * `get` on the one instance of `secretsFromEnv()` that this module makes on first use; a failure to make it is not kept.
 * An application that needs more than `get` makes its own.
 *
 * @example
 * ```ts
 * const url = await getSecret("database-url");
 * ```
 */
export function getSecret(
  name: string,
  options?: GetOptions & { readonly required?: true | undefined },
): Promise<string>;
export function getSecret(name: string, options: GetOptions & { readonly default: string }): Promise<string>;
export function getSecret(name: string, options: GetOptions): Promise<string | undefined>;
export async function getSecret(name: string, options: GetOptions = {}): Promise<string | undefined> {
  instance ??= secretsFromEnv();
  const own = instance;
  own.catch(() => {
    if (instance === own) instance = undefined;
  });
  return (await own).get(name, options);
}
