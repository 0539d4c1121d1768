import { SecretError, whileWanted } from "@claviger/core/provider";
import { objectAt, type Reply } from "./reply.ts";
import type { AskedSecret, Session } from "./session.ts";

/** How long one look at a mount may take, in milliseconds. It is shared, so no single caller's deadline bounds it. */
const patience = 5000;

/** What a mount holds secrets in. */
export type MountKind = "kv1" | "kv2";

/** A mount, and what it is asked with. */
type AskedMount = Pick<AskedSecret, "mount" | "session">;

/** What is known of the mounts: which of them are KV v1 and KV v2. */
export class Mounts {
  /** What is being asked is a promise. */
  readonly #kinds: Map<string, MountKind | Promise<MountKind>>;

  /** @param kv1 - mounts of which it is said that they are KV v1 */
  constructor(kv1: readonly string[]) {
    this.#kinds = new Map(kv1.map((mount) => [mount, "kv1"]));
  }

  /** What is known without asking. */
  known(mount: string): MountKind | undefined {
    const kind = this.#kinds.get(mount);
    return typeof kind === "string" ? kind : undefined;
  }

  /**
   * What the mount is. A KV v1 mount, and mounts of other types, answer a path that they do not have just as KV v2 answers an
   * absent secret, and KV v1 takes a write for KV v2. Asked once per mount; a failure is not remembered. Where it may not be
   * asked, it is taken for KV v2.
   *
   * @throws SecretError `not_configured` if it is anything else, or what asking failed with
   */
  async kind({ mount, session }: AskedMount): Promise<MountKind> {
    const known = this.#kinds.get(mount);
    if (known) return await known;
    const asked = ask(mount, session);
    this.#kinds.set(mount, asked);
    try {
      const kind = await asked;
      this.#kinds.set(mount, kind);
      return kind;
    } catch (error) {
      this.#kinds.delete(mount);
      throw error;
    }
  }

  /** @throws SecretError `unsupported` for KV v1; what `kind` throws */
  async requireKv2(asked: AskedMount): Promise<void> {
    if ((await this.kind(asked)) === "kv1") throw onlyRead(asked.mount);
  }
}

/** The error for what KV v1 has not: writes, versions and metadata. */
export function onlyRead(mount: string): SecretError {
  return new SecretError(
    "unsupported",
    `${mount} in Vault is KV v1, which is only read here, and keeps no versions`,
    {
      hint: `ask for the value alone, without a version, or upgrade the mount: vault kv enable-versioning ${mount}`,
    },
  );
}

async function ask(mount: string, session: Session): Promise<MountKind> {
  const { clock } = session;
  const work = (signal: AbortSignal) => session.during(signal).send(`sys/internal/ui/mounts/${mount}`);
  const reply = await whileWanted(work, {
    signal: new AbortController().signal,
    deadline: clock.now() + patience,
    clock,
    task: `asking Vault what the mount ${mount} is`,
  });
  // Denied: nothing can be learned, and a token that may read a secret there is most likely meant for KV v2.
  if (reply.status === 403) return "kv2";
  const kind = kindOf(reply, mount);
  if (kind) return kind;
  if (reply.status !== 200 || !reply.body) throw session.failure(reply, mount);
  throw new SecretError("not_configured", `Vault at ${session.address} has no KV at ${mount}`, {
    hint: "correct SECRETS_VAULT_MOUNT; an engine that makes credentials is named in the option dynamic",
  });
}

function kindOf({ status, body }: Reply, mount: string): MountKind | undefined {
  const data = objectAt(body, "data");
  const path = data?.["path"];
  // Of a path inside a mount Vault tells the mount; in a namespace it may tell the namespace's path before it.
  const isMount = typeof path === "string" && `/${path}`.endsWith(`/${mount}/`);
  if (status !== 200 || !isMount) return undefined;
  if (objectAt(data, "options")?.["version"] === "2") return "kv2";
  // A KV v1 mount may have no options at all; older servers call its engine generic.
  return data?.["type"] === "kv" || data?.["type"] === "generic" ? "kv1" : undefined;
}
