import type { ContainerRuntimeClient } from "testcontainers";

/** Docker as this machine has it, or why there is none. */
export type DockerRuntime =
  | { readonly reachable: true; readonly client: ContainerRuntimeClient }
  | { readonly reachable: false; readonly reason: string };

/**
 * Looks for a Docker that can be used, as testcontainers finds it.
 *
 * @throws Error when there is none and `CLAVIGER_REQUIRE_DOCKER` is 1: what was to be tested in a container is then
 * never quietly tested without one.
 */
export async function findDocker(): Promise<DockerRuntime> {
  // testcontainers' own clean-up is an image to be pulled; ours, in reaper.ts, needs none.
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
  try {
    // Imported here: it takes a while, and only the Vault server needs it.
    const { getContainerRuntimeClient } = await import("testcontainers");
    return { reachable: true, client: await getContainerRuntimeClient() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (process.env["CLAVIGER_REQUIRE_DOCKER"] === "1") {
      throw new Error(`CLAVIGER_REQUIRE_DOCKER is 1, and Docker can't be reached: ${reason}`, {
        cause: error,
      });
    }
    return { reachable: false, reason };
  }
}
