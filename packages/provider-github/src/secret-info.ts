import type { SecretInfo } from "@claviger/core/provider";
import type { JsonObject } from "./reply.ts";

/** What is told of a secret. There is no version: GitHub has none, and its times are whole seconds. */
export function infoOf(name: string, entry: JsonObject): SecretInfo {
  const { created_at: created, updated_at: updated, visibility } = entry;
  return {
    path: name,
    ...dated("createdAt", created),
    ...dated("updatedAt", updated),
    ...(typeof visibility === "string" ? { metadata: { visibility } } : {}),
  };
}

function dated(name: "createdAt" | "updatedAt", value: unknown): Partial<Record<typeof name, Date>> {
  const date = typeof value === "string" ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? { [name]: date } : {};
}
