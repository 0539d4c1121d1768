import { type Clock, SecretError, whileWanted } from "@claviger/core/provider";
import type { Connection } from "./connection.ts";
import { errorFromReply } from "./translate-error.ts";
import { objectAt, type Reply } from "./reply.ts";

/** How long one look at a mount may take, in milliseconds. It is shared, so no single caller's deadline bounds it. */
const patience = 5000;

/** What is known of the mounts: which of them are KV v2. */
export class Mounts {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #verified = new Map<string, Promise<void>>();

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * Resolves if the mount is KV v2. A KV v1 mount, and mounts of other types, answer a path that they do not have just as
   * KV v2 answers an absent secret. Asked once per mount; a failure is not remembered.
   *
   * @throws SecretError `not_configured` if it is anything else, or what asking failed with
   */
  requireKv2(mount: string): Promise<void> {
    const known = this.#verified.get(mount);
    if (known) return known;
    const verified = this.#verify(mount).catch((error: unknown) => {
      this.#verified.delete(mount);
      throw error;
    });
    this.#verified.set(mount, verified);
    return verified;
  }

  async #verify(mount: string): Promise<void> {
    const reply = await whileWanted(
      (signal) => this.#connection.read(`sys/internal/ui/mounts/${mount}`, { signal }),
      {
        signal: new AbortController().signal,
        deadline: this.#clock.now() + patience,
        clock: this.#clock,
        task: `asking Vault what the mount ${mount} is`,
      },
    );
    // Denied: nothing can be learned, and a token that may read a secret there is most likely meant for KV v2.
    if (reply.status === 403 || isKv2(reply, mount)) return;
    if (reply.status !== 200 || !reply.body) throw errorFromReply(reply, this.#connection.subject(mount));
    throw new SecretError(
      "not_configured",
      `Vault at ${this.#connection.subject().address} has no KV v2 at ${mount}`,
      {
        hint: "correct SECRETS_VAULT_MOUNT, or upgrade the mount: vault kv enable-versioning",
      },
    );
  }
}

function isKv2({ status, body }: Reply, mount: string): boolean {
  const data = objectAt(body, "data");
  const path = data?.["path"];
  // Of a path inside a mount Vault tells the mount; in a namespace it may tell the namespace's path before it.
  const isMount = typeof path === "string" && `/${path}`.endsWith(`/${mount}/`);
  return status === 200 && isMount && objectAt(data, "options")?.["version"] === "2";
}
