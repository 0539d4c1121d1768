import type { Document, StoredSecret, StoredVersion } from "./document.ts";

/** The document as the JSON text that is encrypted. The README describes it. */
export function formatDocument({ revision, recipients, secrets }: Document): string {
  const entries = [...secrets].map(([path, secret]) => [path, formatSecret(secret)] as const);
  return JSON.stringify({ claviger: 1, revision, recipients, secrets: Object.fromEntries(entries) });
}

function formatSecret({ versions, stages, deletedAt }: StoredSecret): unknown {
  return { stages: Object.fromEntries(stages), deletedAt, versions: versions.map(formatVersion) };
}

function formatVersion({ id, createdAt, metadata, value }: StoredVersion): unknown {
  const described = { id, createdAt, metadata };
  if (value.type === "text") return { ...described, text: value.text };
  if (value.type === "fields") return { ...described, fields: value.fields };
  return { ...described, bytes: Buffer.from(value.bytes).toString("base64") };
}
