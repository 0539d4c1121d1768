import {
  type DeleteOptions,
  editFields,
  type FieldChanges,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type StageMove,
  type WritableValue,
} from "@claviger/core/provider";
import type { Document, StoredSecret, StoredVersion } from "./document.ts";
import { copyOf, deletedError, infoOf, noVersion, readSecret } from "./read-secret.ts";

/** What every change needs to know. */
export interface Change {
  readonly path: string;
  /** The store as messages call it. */
  readonly title: string;
  readonly now: Date;
  /** Distinguishes the version that is made from one of the same revision in a backup. */
  readonly suffix: string;
  /** How many versions are kept. */
  readonly history: number;
}

/** @throws SecretError `conflict`, `deleted` */
export function putSecret(
  document: Document,
  change: Change,
  { value, options }: { readonly value: WritableValue; readonly options: PutOptions },
): readonly [Document, SecretInfo] {
  const { path, now, suffix } = change;
  const existing = document.secrets.get(path);
  const live = existing?.deletedAt ? undefined : existing;
  const { stage = "current" } = options;
  // Else the deleted value would be current again.
  if (existing?.deletedAt && stage !== "current") throw deletedError(path, change.title);
  if (options.ifAbsent && live) throw conflict(change, "it exists already");
  if (options.ifVersion !== undefined && options.ifVersion !== live?.stages.get("current")) {
    throw conflict(change, "another version is the current one");
  }
  const version: StoredVersion = {
    id: `${document.revision + 1}-${suffix}`,
    value: copyOf(value),
    createdAt: now,
    metadata: options.metadata && { ...options.metadata },
  };
  const stages = withStage(existing?.stages ?? new Map(), stage, version.id);
  const versions = kept([...(existing?.versions ?? []), version], { stages, history: change.history });
  const secret: StoredSecret = { versions, stages };
  return [withSecret(document, path, secret), infoOf(path, secret, version)];
}

/** @throws SecretError `conflict`, `deleted`, `decode` */
export function patchSecret(
  document: Document,
  change: Change,
  patch: { readonly fields: FieldChanges; readonly options: Pick<PutOptions, "ifVersion"> },
): readonly [Document, SecretInfo] {
  const record = readSecret(document, { path: change.path }, change.title);
  if (!record) throw conflict(change, "there is no such secret to change");
  const { metadata } = record;
  const options = { ...patch.options, ...(metadata ? { metadata } : {}) };
  return putSecret(document, change, { value: editFields(record, patch.fields), options });
}

/**
 * Deleting what is not there changes nothing.
 * @throws SecretError `conflict` for a version that is the current one
 */
export function deleteSecret(
  document: Document,
  change: Change,
  { version, purge = false }: DeleteOptions,
): Document {
  const { path, now } = change;
  const secret = document.secrets.get(path);
  if (!secret) return document;
  if (version !== undefined) return deleteVersion(document, change, { secret, version });
  if (!purge) return secret.deletedAt ? document : withSecret(document, path, { ...secret, deletedAt: now });
  const secrets = new Map(document.secrets);
  secrets.delete(path);
  return { ...document, revision: document.revision + 1, secrets };
}

function deleteVersion(
  document: Document,
  change: Change,
  { secret, version }: { readonly secret: StoredSecret; readonly version: string },
): Document {
  if (secret.stages.get("current") === version) {
    throw conflict(
      change,
      "that version is the current one: move the stage current first, or delete the secret",
    );
  }
  const versions = secret.versions.filter(({ id }) => id !== version);
  if (versions.length === secret.versions.length) return document;
  const stages = new Map([...secret.stages].filter(([, id]) => id !== version));
  return withSecret(document, change.path, { ...secret, versions, stages });
}

/**
 * Undoes a deletion; with a version, that one is current from then on.
 * @throws SecretError `version_not_found` if there is nothing to restore
 */
export function restoreSecret(
  document: Document,
  { path, title }: Change,
  { version }: { readonly version?: string },
): Document {
  const secret = document.secrets.get(path);
  if (!secret || (version !== undefined && !secret.versions.some(({ id }) => id === version))) {
    throw noVersion(path, title);
  }
  const { versions } = secret;
  const stages = version === undefined ? secret.stages : withStage(secret.stages, "current", version);
  if (!secret.deletedAt && stages === secret.stages) return document;
  return withSecret(document, path, { versions, stages });
}

/** @throws SecretError `conflict`, `version_not_found` */
export function moveStage(
  document: Document,
  change: Change,
  { stage, from, to }: StageMove & { readonly stage: string },
): Document {
  const { path, title } = change;
  const secret = document.secrets.get(path);
  if (secret?.deletedAt) throw deletedError(path, title);
  if (!secret?.versions.some(({ id }) => id === to)) throw noVersion(path, title);
  if (from !== undefined && secret.stages.get(stage) !== from)
    throw conflict(change, `${stage} is elsewhere`);
  return withSecret(document, path, { ...secret, stages: withStage(secret.stages, stage, to) });
}

/** What was current is the previous one from then on. */
function withStage(
  stages: ReadonlyMap<string, string>,
  stage: string,
  id: string,
): ReadonlyMap<string, string> {
  const before = stages.get(stage);
  if (before === id) return stages;
  const moved = new Map(stages).set(stage, id);
  if (stage === "current" && before !== undefined) moved.set("previous", before);
  return moved;
}

/** The newest, and those that a stage points at. */
function kept(
  versions: readonly StoredVersion[],
  { stages, history }: { readonly stages: ReadonlyMap<string, string>; readonly history: number },
): readonly StoredVersion[] {
  const pointed = new Set(stages.values());
  const oldest = versions.length - history;
  return versions.filter(({ id }, index) => index >= oldest || pointed.has(id));
}

function withSecret(document: Document, path: string, secret: StoredSecret): Document {
  return {
    ...document,
    revision: document.revision + 1,
    secrets: new Map(document.secrets).set(path, secret),
  };
}

function conflict({ path, title }: Change, why: string): SecretError {
  return new SecretError("conflict", `"${path}" in ${title} was not changed: ${why}`, {
    location: path,
    hint: "read it again, and decide anew",
  });
}
