import { type PutOptions, SecretError, type SecretInfo, type WritableValue } from "@claviger/core/provider";
import { deletion } from "./deletion.ts";
import { denied, isDenied } from "./denial.ts";
import { objectAt, type Reply } from "./reply.ts";
import { joinPath, policyPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { dateOf } from "./to-record.ts";
import { errorFromReply } from "./translate-error.ts";
import { checkNumber } from "./version.ts";

/** Fields to write; `null` removes one. */
export type FieldChanges = Readonly<Record<string, string | null>>;

/** The fields that a value is kept as: a text is the field `value`. @throws SecretError `invalid_value` */
export function fieldsOf(value: WritableValue): Readonly<Record<string, string>> {
  if (value.type === "bytes") {
    throw new SecretError("invalid_value", "Vault's KV holds JSON, and no bytes", {
      hint: "write them as text, such as base64",
    });
  }
  return value.type === "text" ? { value: value.text } : value.fields;
}

/**
 * Writes a version of a secret: all its fields. A condition is Vault's check-and-set.
 *
 * @throws SecretError `conflict`, `invalid_value`, `denied`, …
 */
export async function putSecret(
  secret: SecretPath,
  {
    fields,
    options,
    session,
  }: {
    readonly fields: Readonly<Record<string, string>>;
    readonly options: PutOptions;
    readonly session: Session;
  },
): Promise<SecretInfo> {
  const { connection, mounts, signal } = session;
  refuseUnwritable(fields);
  const cas = casOf(options);
  refuseStage(options.stage);
  await mounts.requireKv2(secret.mount, "writing");
  const path = policyPath("data", secret);
  const data = { data: fields, ...(cas === undefined ? {} : { options: { cas } }) };
  const reply = await connection.write(path, { data, signal });
  if (isDenied(reply)) throw denied(path, cas === 0 ? "create" : "update");
  const info = infoFrom(reply, secret, session);
  if (options.metadata) await writeMetadata(secret, options.metadata, session);
  return info;
}

/**
 * Changes the named fields of a secret and keeps the others, in one request. A secret that is not there is made of them, on the
 * condition that nobody else makes it meanwhile.
 *
 * @throws SecretError `conflict` where another version is the current one; `deleted`; `denied`
 */
export async function patchSecret(
  secret: SecretPath,
  change: {
    readonly fields: FieldChanges;
    readonly ifVersion?: string | undefined;
    readonly session: Session;
  },
): Promise<SecretInfo> {
  const { fields, ifVersion, session } = change;
  const { connection, mounts, signal } = session;
  refuseUnwritable(fields);
  const cas = casOf(ifVersion === undefined ? {} : { ifVersion });
  await mounts.requireKv2(secret.mount, "writing");
  const path = policyPath("data", secret);
  const data = { data: fields, ...(cas === undefined ? {} : { options: { cas } }) };
  const { reply } = await connection.send("PATCH", path, { data, signal });
  if (isDenied(reply)) throw denied(path, "patch");
  const deleted = deletion(reply, secret);
  if (deleted) throw deleted;
  // OpenBao answers 404 and nothing else, Vault with an empty list of errors: the mount is known to be there.
  if (reply.status === 404) return await makeOf(secret, change);
  return infoFrom(reply, secret, session);
}

async function makeOf(
  secret: SecretPath,
  { fields, ifVersion, session }: Parameters<typeof patchSecret>[1],
): Promise<SecretInfo> {
  if (ifVersion !== undefined) {
    throw new SecretError(
      "conflict",
      `${joinPath(secret)} in Vault has no version ${ifVersion}: it is not there`,
      {
        hint: "write it without ifVersion",
      },
    );
  }
  const added = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null);
  if (added.length === 0) return { path: joinPath(secret) };
  return await putSecret(secret, { fields: Object.fromEntries(added), options: { ifAbsent: true }, session });
}

async function writeMetadata(
  secret: SecretPath,
  metadata: Readonly<Record<string, string>>,
  { connection, signal }: Session,
): Promise<void> {
  const path = policyPath("metadata", secret);
  const { reply } = await connection.send("PATCH", path, { data: { custom_metadata: metadata }, signal });
  if (isDenied(reply)) throw denied(path, "patch");
  if (reply.status >= 300) throw errorFromReply(reply, connection.subject(secret.mount));
}

function infoFrom(reply: Reply, secret: SecretPath, { connection }: Session): SecretInfo {
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
  throw errorFromReply(reply, connection.subject(secret.mount));
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
