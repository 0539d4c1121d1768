import type { Deployment, DeploymentOptions } from "./deployment.ts";

/**
 * Reads the configuration of this deployment (variables, `.env` files, configuration file) and makes its chain. Most
 * applications need only `secretsFromEnv`; this is for tools that also need the manifest.
 *
 * @throws SecretError `not_configured`
 */
export async function openDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  // What reads configuration is a fifth of core: a chain that is made in code does not load it.
  const { readDeployment } = await import("../configuration/read-deployment.ts");
  return readDeployment(options);
}
