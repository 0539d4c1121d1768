import {
  type FieldChanges,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type WritableValue,
} from "@claviger/core/provider";
import { deletion } from "./deletion.ts";
import { isDone, objectAt } from "./reply.ts";
import { joinPath, policyPath } from "./secret-path.ts";
import type { AskedSecret, SessionReply } from "./session.ts";
import { dateOf } from "./to-record.ts";
import { checkNumber } from "./version.ts";

/** The fields that a value is kept as: a text is the field `value`. @throws SecretError `invalid_value` */
export function fieldsOf(value: WritableValue): Readonly<Record<string, string>> {
  if (value.type === "bytes") {
    throw new SecretError("invalid_value", "Vault's KV holds JSON, and no bytes", {
      hint: "write them as text, such as base64",
    });
  }
  return value.type === "text" ? { value: value.text } : value.fields;
}

interface Writing<Fields> {
  readonly fields: Fields;
  readonly options: PutOptions;
}

/**
 * Writes a version of a secret: all its fields. A condition is Vault's check-and-set.
 *
 * @throws SecretError `conflict`, `invalid_value`, `denied`, …
 */
export async function putSecret(
  secret: AskedSecret,
  { fields, options }: Writing<Readonly<Record<string, string>>>,
): Promise<SecretInfo> {
  refuseStage(options.stage);
  const data = await bodyOf(secret, { fields, options });
  const capability = data.options?.cas === 0 ? "create" : "update";
  const reply = await secret.session.send(policyPath("data", secret), { method: "POST", data, capability });
  const info = infoFrom(reply, secret);
  if (options.metadata) await writeMetadata(secret, options.metadata);
  return info;
}

/**
 * Changes the named fields of a secret and keeps the others, in one request. A secret that is not there is made of them, on the
 * condition that nobody else makes it meanwhile.
 *
 * @throws SecretError `conflict` where another version is the current one; `deleted`; `denied`
 */
export async function patchSecret(secret: AskedSecret, change: Writing<FieldChanges>): Promise<SecretInfo> {
  const data = await bodyOf(secret, change);
  const reply = await secret.session.send(policyPath("data", secret), { method: "PATCH", data });
  const deleted = deletion(reply, secret);
  if (deleted) throw deleted;
  // OpenBao answers 404 and nothing else, Vault with an empty list of errors: the mount is known to be there.
  if (reply.status === 404) return await makeOf(secret, change);
  return infoFrom(reply, secret);
}

async function makeOf(
  secret: AskedSecret,
  { fields, options: { ifVersion } }: Writing<FieldChanges>,
): Promise<SecretInfo> {
  if (ifVersion !== undefined) {
    const problem = `${joinPath(secret)} in Vault has no version ${ifVersion}: it is not there`;
    throw new SecretError("conflict", problem, { hint: "write it without ifVersion" });
  }
  const added = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null);
  if (added.length === 0) return { path: joinPath(secret) };
  return await putSecret(secret, { fields: Object.fromEntries(added), options: { ifAbsent: true } });
}

/** What is sent to write those fields, once it is sure that they can be written there. */
async function bodyOf(secret: AskedSecret, { fields, options }: Writing<FieldChanges>) {
  refuseUnwritable(fields);
  const cas = casOf(options);
  await secret.session.mounts.requireKv2(secret);
  return { data: fields, ...(cas === undefined ? {} : { options: { cas } }) };
}

async function writeMetadata(
  secret: AskedSecret,
  custom_metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const request = { method: "PATCH", data: { custom_metadata } } as const;
  const reply = await secret.session.send(policyPath("metadata", secret), request);
  if (!isDone(reply)) throw secret.session.failure(reply, secret.mount);
}

function infoFrom(reply: SessionReply, secret: AskedSecret): SecretInfo {
  const data = objectAt(reply.body, "data");
  const version = data?.["version"];
  const createdAt = dateOf(data?.["created_time"]);
  if (reply.status === 200 && typeof version === "number")
    return {
      path: joinPath(secret),
      version: String(version),
      stages: ["current"],
      ...(createdAt ? { createdAt } : {}),
    };
  throw secret.session.failure(reply, secret.mount);
}

function casOf({ ifVersion, ifAbsent }: PutOptions): number | undefined {
  if (ifAbsent) {
    if (ifVersion === undefined) return 0;
    throw new SecretError("invalid_value", "a write cannot expect a version and that there is none", {
      hint: "give ifVersion or ifAbsent",
    });
  }
  return ifVersion === undefined ? undefined : Number(checkNumber(ifVersion));
}

/** Vault would write such a text as another, without a word. */
function refuseUnwritable(fields: FieldChanges): void {
  for (const [name, text] of Object.entries(fields)) {
    if (name.isWellFormed() && (text === null || text.isWellFormed())) continue;
    throw new SecretError("invalid_value", "a field is not valid Unicode: half of a surrogate pair", {
      hint: "encode binary values, such as in base64",
    });
  }
}

function refuseStage(stage: string | undefined): void {
  if (stage === undefined || stage === "current") return;
  throw new SecretError("unsupported", `Vault cannot write to the stage "${stage}"`, {
    hint: "KV v2 makes every write the current version",
  });
}
