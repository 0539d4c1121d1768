import { findDocker } from "./docker-runtime.ts";
import { installServers } from "./install.ts";
import { say } from "./say.ts";

/**
 * What vitest does once before the integration tests: installs the test servers, builds the image of Vault's
 * container, and says in one line what Vault runs in.
 */
export async function setup(): Promise<void> {
  await installServers();
  const docker = await findDocker();
  if (docker.reachable) {
    const { vaultImage } = await import("./build-vault-image.ts");
    say(`Test servers: Vault runs in a container of ${await vaultImage({ docker: docker.client })}.`);
  } else {
    say(`Test servers: Vault runs as a process of its own, as Docker is not reachable (${docker.reason}).`);
  }
}
