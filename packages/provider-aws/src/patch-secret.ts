import {
  type FieldChanges,
  type Host,
  isSecretError,
  type Location,
  pause,
  SecretError,
  type SecretInfo,
  type SecretRecord,
} from "@claviger/core/provider";
import type { Call } from "./call.ts";
import type { SecretWrite } from "./new-version.ts";
import { patchJson } from "./patch-json.ts";
import { planWrite } from "./put-secret.ts";
import { readSecret } from "./read-secret.ts";
import { replaceVersion } from "./replace-version.ts";
import { requireCurrent } from "./whole-secret.ts";
import { conflict } from "./secret-failure.ts";

/** Each attempt in vain leaves a version behind, of which AWS keeps about a hundred. */
const mostAttempts = 10;

/**
 * Changes fields of a secret that is a JSON object, and keeps all else as it was to the letter. It reads the secret and
 * replaces the version that it read; where another write came between, it starts anew, so that of two writers of
 * different fields both are heard.
 *
 * @throws SecretError `conflict` if there is no such secret, `decode` if it is no JSON object; as `putSecret` does
 */
export async function patchSecret(
  location: Location,
  { changes, ifVersion }: { readonly changes: FieldChanges; readonly ifVersion: string | undefined },
  { call, clock, random }: Pick<Host, "clock" | "random"> & { readonly call: Call },
): Promise<SecretInfo> {
  requireCurrent(location);
  const { path } = location;
  const aws = await call.ready(path);
  for (let attempt = 1; ; attempt += 1) {
    const record = await readSecret({ path }, aws);
    if (!record) throw conflict(path, "there is no such secret to change");
    const { version = "", stages } = record;
    if (ifVersion !== undefined && ifVersion !== version) {
      throw conflict(path, "another version is the current one");
    }
    const write = planPatch(path, record, changes);
    if (!write) return { path, version, ...(stages ? { stages } : {}) };
    try {
      return { path, version: await replaceVersion(write, version, aws), stages: [write.label] };
    } catch (error) {
      const isLost = isSecretError(error, "conflict") && ifVersion === undefined && attempt < mostAttempts;
      if (!isLost) throw error;
    }
    // Other writers go first, and not all at the same time.
    await pause(random() * Math.min(1_000, 20 * 2 ** attempt), { clock, signal: call.signal });
    call.signal.throwIfAborted();
  }
}

/** The write that a patch comes to; `undefined` if the secret is so already. */
function planPatch(path: string, { value }: SecretRecord, changes: FieldChanges): SecretWrite | undefined {
  const after = value.type === "text" ? patchJson(value.text, changes) : undefined;
  if (value.type !== "text" || after === undefined) {
    throw new SecretError("decode", `"${path}" is no JSON object, and has no fields that could be changed`, {
      location: path,
      hint: "write it whole, or name another secret; it is as it was",
    });
  }
  if (after === value.text) return undefined;
  return planWrite({ path }, { value: { type: "text", text: after } });
}
