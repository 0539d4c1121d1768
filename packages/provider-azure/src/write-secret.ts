import {
  editFields,
  type FieldChanges,
  isSecretError,
  type Location,
  type PutOptions,
  type SecretInfo,
  type SecretRecord,
  type WritableValue,
} from "@claviger/core/provider";
import { type Call, warn } from "./call.ts";
import { readSecret } from "./read-secret.ts";
import { setSecret } from "./set-secret.ts";
import { contentOf, notWritten } from "./writable.ts";

/**
 * A new version of a secret. A deleted secret of that name is recovered first: Key Vault takes no other under its name.
 * @throws SecretError `invalid_value`, `unsupported`, `conflict`, and the codes of the error table
 */
export async function writeSecret(
  { path, field, version }: Location,
  value: WritableValue,
  { stage = "current", metadata = {}, call, ...condition }: PutOptions & { readonly call: Call },
): Promise<SecretInfo> {
  if (field !== undefined || version !== undefined) {
    const hint = "change one field with a patch";
    throw notWritten("unsupported", path, ["a write is of a whole secret", hint]);
  }
  if (stage !== "current") {
    const hint = "write without a stage: the new version is current";
    throw notWritten("unsupported", path, [`Key Vault has no stage "${stage}"`, hint]);
  }
  const content = contentOf(path, value, metadata);
  if (condition.ifVersion !== undefined || condition.ifAbsent) {
    const record = await readSecret({ path }, call).catch((error: unknown) => {
      if (isSecretError(error, "deleted")) return undefined;
      throw error;
    });
    compare(path, record, condition);
    warnOfRace(path, call);
  }
  return await setSecret(path, content, call);
}

/**
 * Changes fields of a secret that is a JSON object, and keeps its tags, content type and expiry. Key Vault cannot do that by
 * itself: it is a read and a write.
 *
 * @throws SecretError `decode` if it is no JSON object, `conflict`, and the codes of the error table
 */
export async function patchSecret(
  { path }: Location,
  fields: FieldChanges,
  { call, ...condition }: Pick<PutOptions, "ifVersion"> & { readonly call: Call },
): Promise<SecretInfo> {
  const record = await readSecret({ path }, call);
  compare(path, record, condition);
  // Fields are only taken away, of what is not there.
  if (!record && Object.values(fields).every((field) => field === null)) return { path };
  const none: SecretRecord = { id: path, value: { type: "fields", fields: {} } };
  const value = editFields(record ?? none, fields);
  warnOfRace(path, call);
  const { metadata = { contentType: "application/json" }, expiresAt } = record ?? none;
  const content = contentOf(path, value, metadata);
  return await setSecret(path, { ...content, ...(expiresAt && { expiresOn: expiresAt }) }, call);
}

/** @throws SecretError `conflict` if that is not what was expected */
function compare(
  path: string,
  record: SecretRecord | undefined,
  { ifVersion, ifAbsent = false }: Pick<PutOptions, "ifVersion" | "ifAbsent">,
): void {
  if ((!ifAbsent || !record) && (ifVersion === undefined || record?.version === ifVersion)) return;
  const why = record ? "it has another version" : "it is not there";
  throw notWritten("conflict", path, [why, "read it again, and decide anew"]);
}

/** Key Vault has no conditional write: somebody else may write between the look and the write. */
function warnOfRace(path: string, call: Call): void {
  const message = `${call.vault} cannot write on a condition: "${path}" was compared before the write, and what another writes meanwhile is overwritten`;
  warn(call, `no-compare-and-set-${path}`, message);
}
