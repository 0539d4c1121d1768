import {
  type Location,
  SecretError,
  type SecretInfo,
  type SecretRecord,
  type WritableValue,
} from "@claviger/core/provider";
import type { Document, StoredSecret, StoredVersion } from "./document.ts";

/**
 * The secret at a location.
 * @param title - the store as messages call it
 * @throws SecretError `deleted`, `version_not_found`
 */
export function readSecret(
  { secrets }: Document,
  { path, version: reference }: Location,
  title: string,
): SecretRecord | undefined {
  const secret = secrets.get(path);
  if (!secret) return undefined;
  if (secret.deletedAt) throw deletedError(path, title);
  const id =
    reference && "version" in reference
      ? reference.version
      : secret.stages.get(reference?.stage ?? "current");
  const version = secret.versions.find((candidate) => candidate.id === id);
  if (!version) throw noVersion(path, title);
  const { path: _, ...info } = infoOf(path, secret, version);
  return { ...info, id: path, value: copyOf(version.value), source: `${path} in ${title}` };
}

/** Every secret whose path starts with the prefix, by its current version; deleted ones too, marked. */
export function listSecrets({ secrets }: Document, prefix: string): SecretInfo[] {
  return [...secrets]
    .filter(([path]) => path.startsWith(prefix))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, secret]) => {
      const current = secret.stages.get("current");
      const version = secret.versions.find(({ id }) => id === current) ?? secret.versions.at(-1);
      return infoOf(path, secret, version);
    });
}

/** The history of a secret, the newest version first. */
export function listVersions({ secrets }: Document, path: string): SecretInfo[] {
  const secret = secrets.get(path);
  return secret ? secret.versions.toReversed().map((version) => infoOf(path, secret, version)) : [];
}

/** What is known of a version, without its value. */
export function infoOf(path: string, secret: StoredSecret, version: StoredVersion | undefined): SecretInfo {
  const { deletedAt } = secret;
  return {
    path,
    ...(version ? { version: version.id, stages: stagesOf(secret, version.id) } : {}),
    ...(version?.createdAt ? { createdAt: version.createdAt } : {}),
    ...(version?.metadata ? { metadata: { ...version.metadata } } : {}),
    ...(deletedAt ? { deletedAt } : {}),
  };
}

export function deletedError(path: string, title: string): SecretError {
  return new SecretError("deleted", `"${path}" in ${title} was deleted`, {
    location: path,
    hint: "restore it, or write a new value",
  });
}

export function noVersion(path: string, title: string): SecretError {
  return new SecretError("version_not_found", `"${path}" in ${title} has no such version`, {
    location: path,
    hint: "list its versions",
  });
}

function stagesOf({ stages }: StoredSecret, id: string): string[] {
  return [...stages].filter(([, version]) => version === id).map(([stage]) => stage);
}

/** The caller may change what it gets or gave. */
export function copyOf(value: WritableValue): WritableValue {
  if (value.type === "bytes") return { type: "bytes", bytes: Uint8Array.from(value.bytes) };
  if (value.type === "text") return { ...value };
  return { type: "fields", fields: Object.assign(Object.create(null), value.fields) };
}
