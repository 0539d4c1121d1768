import { fieldsFromJson, SecretError, type SecretRecord } from "@claviger/core/provider";
import { type JsonObject, objectAt } from "./reply.ts";
import { joinPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";

/**
 * The record that a successful read of KV v2 holds.
 * @throws SecretError `not_configured` if the reply is not KV v2's
 */
export function toRecord(body: JsonObject, secret: AskedSecret): SecretRecord {
  const { address } = secret.session;
  const data = objectAt(body, "data");
  const fields = objectAt(data, "data");
  const metadata = objectAt(data, "metadata");
  const version = metadata?.["version"];
  if (!fields || !metadata || typeof version !== "number" || typeof metadata["destroyed"] !== "boolean") {
    throw new SecretError("not_configured", `Vault at ${address} has no KV v2 at ${secret.mount}`, {
      hint: "correct SECRETS_VAULT_MOUNT: the mount answered, but not as KV v2 does",
    });
  }
  const id = joinPath(secret);
  const createdAt = dateOf(metadata["created_time"]);
  return {
    id,
    value: { type: "fields", fields: fieldsFromJson(fields) },
    version: String(version),
    source: `${id} version ${version} at ${address}`,
    ...(createdAt ? { createdAt } : {}),
    ...customMetadata(objectAt(metadata, "custom_metadata")),
  };
}

/** A time as Vault writes it; `undefined` where there is none. */
export function dateOf(time: unknown): Date | undefined {
  const date = new Date(typeof time === "string" ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** What people wrote beside a secret, if they did. */
export function customMetadata(custom: JsonObject | undefined): Pick<SecretRecord, "metadata"> {
  return custom && Object.keys(custom).length > 0 ? { metadata: fieldsFromJson(custom) } : {};
}
