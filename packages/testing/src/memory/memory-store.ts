import {
  type Clock,
  type DeleteOptions,
  type Location,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type SecretRecord,
  type StageMove,
  type WritableValue,
} from "@claviger/core/provider";
import type { Fault } from "../faults/fault.ts";
import { systemTime } from "../system-time.ts";
import { Leases } from "./leases.ts";
import { patched } from "./patched.ts";
import { stagesOf, type StoredSecret, type StoredVersion } from "./stored-secret.ts";
import { isTooLarge, maxBytes } from "./value-size.ts";

export interface MemoryStoreOptions {
  /** @default real time */
  readonly clock?: Pick<Clock, "now">;
  /** Who may read and write, by token: others are refused. @default everybody, without a token */
  readonly tokens?: readonly string[];
  /** Known, and allowed nothing. @default nobody */
  readonly deniedTokens?: readonly string[];
}

/**
 * Secrets in memory, with all that a store may have: versions, stages, conditional writes, deletion that can be undone,
 * leases. Instances of `memoryProvider` share it.
 */
export class MemoryStore {
  readonly leases: Leases;
  readonly tokens: ReadonlySet<string> | undefined;
  readonly deniedTokens: ReadonlySet<string>;
  /** What happens to every call of its providers, until it is set to another. */
  fault: Fault = "pass";
  /** How many calls of its providers have come so far. */
  requests = 0;
  readonly #clock: Pick<Clock, "now">;
  readonly #secrets = new Map<string, StoredSecret>();
  readonly #watchers = new Set<(path: string) => void>();

  constructor({ clock = systemTime, tokens, deniedTokens = [] }: MemoryStoreOptions = {}) {
    this.#clock = clock;
    this.leases = new Leases(clock);
    this.tokens = tokens && new Set(tokens);
    this.deniedTokens = new Set(deniedTokens);
  }

  /** @throws SecretError `deleted`, `version_not_found` */
  read({ path, version: reference }: Location): SecretRecord | undefined {
    if (this.leases.hasRole(path)) return this.leases.mint(path);
    const secret = this.#secrets.get(path);
    if (!secret) return undefined;
    if (secret.deletedAt) throw deleted(path);
    const id =
      reference && "version" in reference
        ? reference.version
        : secret.stages.get(reference?.stage ?? "current");
    const version = secret.versions.find((candidate) => candidate.id === id);
    if (version) return recordOf(path, secret, version);
    throw new SecretError("version_not_found", `"${path}" has no such version`, {
      location: path,
      hint: "list its versions",
    });
  }

  /** @throws SecretError `conflict`, `invalid_value`, `deleted` */
  write(path: string, value: WritableValue, options: PutOptions = {}): SecretInfo {
    const existing = this.#secrets.get(path);
    if (isTooLarge(value)) {
      throw new SecretError("invalid_value", `the value for "${path}" is longer than ${maxBytes} bytes`, {
        hint: "store less",
      });
    }
    if (existing?.deletedAt) throw deleted(path);
    if (options.ifAbsent && existing) throw conflict(path, "it exists already");
    if (options.ifVersion !== undefined && options.ifVersion !== existing?.stages.get("current")) {
      throw conflict(path, "another version is the current one");
    }
    const secret: StoredSecret = existing ?? { versions: [], stages: new Map(), deletedAt: undefined };
    const version = {
      id: String(secret.versions.length + 1),
      value: structuredClone(value),
      createdAt: this.#now(),
      metadata: { ...options.metadata },
    };
    secret.versions.push(version);
    pointStage(secret, options.stage ?? "current", version.id);
    this.#secrets.set(path, secret);
    this.#changed(path);
    return infoOf(path, secret, version);
  }

  /** @throws SecretError `conflict`, `decode`, `not_configured` */
  patch(
    path: string,
    fields: Readonly<Record<string, string | null>>,
    options: Pick<PutOptions, "ifVersion">,
  ): SecretInfo {
    const current = this.read({ path });
    if (!current) throw conflict(path, "there is no such secret to change");
    return this.write(path, patched(path, current.value, fields), options);
  }

  /** Deleting what is not there does nothing. @throws SecretError `unsupported` */
  delete(path: string, { version, purge = false }: DeleteOptions = {}): void {
    if (version !== undefined)
      throw new SecretError("unsupported", "single versions are not deleted", { hint: "delete the secret" });
    const secret = this.#secrets.get(path);
    if (!secret) return;
    if (purge) this.#secrets.delete(path);
    else secret.deletedAt ??= this.#now();
    this.#changed(path);
  }

  restore(path: string): void {
    const secret = this.#secrets.get(path);
    if (secret) secret.deletedAt = undefined;
    this.#changed(path);
  }

  /** @throws SecretError `conflict`, `version_not_found` */
  moveStage(path: string, stage: string, { from, to }: StageMove): void {
    const secret = this.#secrets.get(path);
    if (!secret?.versions.some(({ id }) => id === to)) {
      throw new SecretError("version_not_found", `"${path}" has no version ${to}`, {
        location: path,
        hint: "list its versions",
      });
    }
    if (from !== undefined && secret.stages.get(stage) !== from)
      throw conflict(path, `${stage} is elsewhere`);
    pointStage(secret, stage, to);
    this.#changed(path);
  }

  versions(path: string): SecretInfo[] {
    const secret = this.#secrets.get(path);
    return (secret?.versions ?? []).toReversed().map((version) => infoOf(path, secret, version));
  }

  /** The secrets whose path starts with the prefix, in order; deleted ones too, marked. */
  list(prefix: string): SecretInfo[] {
    const paths = [...this.#secrets.keys()].filter((path) => path.startsWith(prefix)).toSorted();
    return paths.flatMap((path) => this.versions(path).slice(0, 1));
  }

  /** Calls back for every path that changes. @returns ends it */
  watch(onChange: (path: string) => void): () => void {
    this.#watchers.add(onChange);
    return () => void this.#watchers.delete(onChange);
  }

  #changed(path: string): void {
    for (const onChange of this.#watchers) onChange(path);
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }
}

/** As AWS does it: what was current is the previous one from then on. */
function pointStage({ stages }: StoredSecret, stage: string, id: string): void {
  const before = stages.get(stage);
  if (stage === "current" && before !== undefined && before !== id) stages.set("previous", before);
  stages.set(stage, id);
}

function recordOf(
  path: string,
  secret: StoredSecret,
  { id, value, createdAt, metadata }: StoredVersion,
): SecretRecord {
  return {
    id: path,
    value: structuredClone(value),
    version: id,
    stages: stagesOf(secret, id),
    createdAt,
    metadata,
    source: `${path} in memory`,
  };
}

function infoOf(
  path: string,
  secret: StoredSecret | undefined,
  { id, createdAt, metadata }: StoredVersion,
): SecretInfo {
  const stages = secret ? stagesOf(secret, id) : [];
  const deletedAt = secret?.deletedAt;
  return { path, version: id, stages, createdAt, metadata, ...(deletedAt ? { deletedAt } : {}) };
}

function deleted(path: string): SecretError {
  return new SecretError("deleted", `"${path}" was deleted`, { location: path, hint: "restore it" });
}

function conflict(path: string, why: string): SecretError {
  return new SecretError("conflict", `"${path}" was not written: ${why}`, {
    location: path,
    hint: "read it again",
  });
}
