import { type Deployment, isSecretError, type Secrets, type SecretsEvent } from "@claviger/core";
import { keepHeapSmall } from "./keep-heap-small.ts";

/** A deployment as a transfer works with it. */
export interface StoreView {
  readonly deployment: Deployment;
  readonly secrets: Secrets;
  /** The version that a name was last read in, where the store has versions. */
  versionOf(name: string): string | undefined;
  /** The references that an instance lists; `undefined` where it cannot list. */
  listed(instance: string): Promise<ReadonlySet<string> | undefined>;
}

/** Keeps the versions that reads are answered with. */
export class VersionLog {
  readonly #versions = new Map<string, string>();

  readonly hear = (event: SecretsEvent): void => {
    if (event.type !== "resolved") return;
    if (event.version === undefined) this.#versions.delete(event.name);
    else this.#versions.set(event.name, event.version);
  };

  of(name: string): string | undefined {
    return this.#versions.get(name);
  }
}

export function storeView(deployment: Deployment, log: VersionLog): StoreView {
  keepHeapSmall();
  const { secrets } = deployment;
  const listings = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  return {
    deployment,
    secrets,
    versionOf: (name) => log.of(name),
    listed(instance) {
      const known = listings.get(instance) ?? list(secrets, instance);
      listings.set(instance, known);
      return known;
    },
  };
}

async function list(secrets: Secrets, instance: string): Promise<ReadonlySet<string> | undefined> {
  const references = new Set<string>();
  try {
    for await (const { reference, deletedAt } of secrets.list("", { provider: instance }))
      if (!deletedAt) references.add(reference);
    return references;
  } catch (error) {
    if (isSecretError(error, "unsupported")) return undefined;
    throw error;
  }
}
