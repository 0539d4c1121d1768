import type { Instances, Secrets, SecretsEvent } from "@claviger/core";
import { openDeployment, type OpenOptions } from "../open-deployment.ts";

/** The stores of a deployment, for commands that change them. */
export interface Stores {
  readonly secrets: Secrets;
  readonly instances: Instances;
  /** The version of what was read last, where the store has versions. */
  readonly lastVersion: () => string | undefined;
}

/** What these commands say themselves, where it belongs. */
const saidElsewhere: ReadonlySet<string> = new Set(["CLAVIGER_DELETED", "CLAVIGER_NOTHING_THERE"]);

/** @throws SecretError `not_configured` */
export async function openStores(options: Pick<OpenOptions, "environment" | "report">): Promise<Stores> {
  let version: string | undefined;
  const onEvent = (event: SecretsEvent): void => {
    if (event.type === "resolved") version = event.version;
  };
  const deployment = await openDeployment({
    ...options,
    onEvent,
    unsaid: saidElsewhere,
    // What is in a file (an age store) is read anew after somebody else wrote it.
    live: true,
  });
  return {
    secrets: deployment.secrets,
    instances: await deployment.instances(),
    lastVersion: () => version,
  };
}
