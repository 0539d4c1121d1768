import {
  isJsonObject,
  type Location,
  parseLosslessJson,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type SecretRecord,
} from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { readSecret } from "./read-secret.ts";
import { setSecret } from "./set-secret.ts";
import { attributesOf, textOf } from "./writable.ts";
import { checkVersion, warnOfRace } from "./write-condition.ts";

/**
 * Changes fields of a secret that is a JSON object, and keeps its tags, content type and expiry. Key Vault cannot do that by
 * itself: it is a read and a write.
 *
 * @throws SecretError `decode` if it is no JSON object, `conflict`, and the codes of the error table
 */
export async function patchSecret(
  { path }: Location,
  about: {
    readonly fields: Readonly<Record<string, string | null>>;
    readonly options: Pick<PutOptions, "ifVersion">;
    readonly call: Call;
  },
): Promise<SecretInfo> {
  const { fields, options, call } = about;
  const record = await readSecret({ path }, call);
  checkVersion(path, { record, options });
  const before = objectIn(record, { path, call });
  warnOfRace(path, call);
  const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(fields, name));
  const changed = Object.entries(fields).filter(([, value]) => value !== null);
  const text = JSON.stringify(Object.fromEntries([...kept, ...changed]));
  const value = textOf({ type: "text", text }, path);
  const attributes = attributesOf(record?.metadata ?? { contentType: "application/json" }, path);
  const expiry = record?.expiresAt === undefined ? {} : { expiresOn: record.expiresAt };
  return await setSecret(path, { text: value, call, options: { ...attributes, ...expiry } });
}

/** The members of a secret that is a JSON object, numbers as they are written; of one that is not there, none. */
function objectIn(
  record: SecretRecord | undefined,
  { path, call }: { readonly path: string; readonly call: Call },
): Readonly<Record<string, unknown>> {
  if (record?.value.type !== "text") return {};
  try {
    const value = parseLosslessJson(record.value.text);
    if (isJsonObject(value)) return value;
  } catch {
    // It is no JSON, and is answered for below.
  }
  throw new SecretError("decode", `"${path}" at ${call.vault} is not a JSON object`, {
    location: path,
    hint: "write the whole secret, with all its fields",
  });
}
