import type { DeploymentOptions } from "./deployment.ts";
import { openDeployment } from "./open-deployment.ts";
import type { Secrets } from "./secrets.ts";

/**
 * Makes the chain that this deployment's configuration asks for: `SECRETS_PROVIDERS` and its companions in the process's
 * environment, in `.env` files, or in `claviger.config.ts`; the automatic mode where nothing is said. Providers are loaded
 * by name, unless they are given.
 *
 * @throws SecretError `not_configured`, with every problem that can be seen offline
 * @example
 * ```ts
 * const secrets = await secretsFromEnv();
 * const url = await secrets.get("database-url");
 * ```
 */
export async function secretsFromEnv(options: DeploymentOptions = {}): Promise<Secrets> {
  return (await openDeployment(options)).secrets;
}
