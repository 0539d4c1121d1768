import { randomBytes } from "node:crypto";

/** One value of a secret, as Key Vault keeps it. Times are whole seconds since the epoch. */
export interface StoredVersion {
  readonly id: string;
  readonly value: string;
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly enabled: boolean;
  readonly nbf?: number | undefined;
  readonly exp?: number | undefined;
  readonly created: number;
  readonly updated: number;
}

/** What a write gives of a version. */
export type VersionInput = Partial<Pick<StoredVersion, "contentType" | "tags" | "enabled" | "nbf" | "exp">>;

/** A secret with its versions, oldest first. */
export interface StoredSecret {
  /** As it was first spelled. */
  readonly name: string;
  readonly versions: readonly StoredVersion[];
  readonly deletedDate?: number;
  /** What Key Vault is still busy with. */
  readonly busy?: "deleting" | "recovering";
}

export interface VaultStateOptions {
  /** Whether deleted secrets are kept until they are purged. @default true */
  readonly softDelete?: boolean;
}

/**
 * The secrets of one vault. Names do not tell upper from lower case. What takes Key Vault its time (deleting, recovering) is
 * done at once, unless `slowly` is set: then it is done when `settle` is called.
 */
export class VaultState {
  readonly softDelete: boolean;
  /** Deleting and recovering go on until `settle`. */
  slowly = false;
  /** The clock, in seconds since the epoch. */
  now: () => number = () => Math.floor(Date.now() / 1000);
  /** Makes the ids of versions. */
  nextVersion: () => string = () => randomBytes(16).toString("hex");
  readonly #secrets = new Map<string, StoredSecret>();

  constructor({ softDelete = true }: VaultStateOptions = {}) {
    this.softDelete = softDelete;
  }

  find(name: string): StoredSecret | undefined {
    return this.#secrets.get(name.toLowerCase());
  }

  /** By name. */
  all(): readonly StoredSecret[] {
    return [...this.#secrets.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  set(name: string, value: string, input: VersionInput = {}): StoredVersion {
    const now = this.now();
    const version = { enabled: true, ...input, id: this.nextVersion(), value, created: now, updated: now };
    const { versions = [], name: first = name } = this.find(name) ?? {};
    this.put({ name: first, versions: [...versions, version] });
    return version;
  }

  /** Changes what is said of a version, and not its value. */
  update(secret: StoredSecret, id: string, input: VersionInput): StoredVersion | undefined {
    const before = secret.versions.find((version) => version.id === id);
    if (!before) return undefined;
    const changed = { ...before, ...input, updated: this.now() };
    this.put({
      ...secret,
      versions: secret.versions.map((version) => (version === before ? changed : version)),
    });
    return changed;
  }

  delete(secret: StoredSecret): StoredSecret {
    if (!this.softDelete) {
      this.#secrets.delete(secret.name.toLowerCase());
      return secret;
    }
    return this.put({
      ...secret,
      deletedDate: this.now(),
      ...(this.slowly ? { busy: "deleting" as const } : {}),
    });
  }

  recover({ name, versions, deletedDate }: StoredSecret): StoredSecret {
    if (!this.slowly || deletedDate === undefined) return this.put({ name, versions });
    return this.put({ name, versions, deletedDate, busy: "recovering" });
  }

  purge({ name }: StoredSecret): void {
    this.#secrets.delete(name.toLowerCase());
  }

  put(secret: StoredSecret): StoredSecret {
    this.#secrets.set(secret.name.toLowerCase(), secret);
    return secret;
  }

  /** Ends what Key Vault is busy with. */
  settle(): void {
    for (const { busy, name, versions, deletedDate } of this.all()) {
      if (busy === "deleting" && deletedDate !== undefined) this.put({ name, versions, deletedDate });
      if (busy === "recovering") this.put({ name, versions });
    }
  }
}
