import {
  type Clock,
  isSecretError,
  type Location,
  SecretError,
  type SecretInfo,
  type SecretRecord,
} from "@claviger/core/provider";
import type { Limits } from "./limits.ts";
import { patchJson } from "./patch-json.ts";
import { type PlannedPut, planPut } from "./put-secret.ts";
import { readSecret } from "./read-secret.ts";
import { replaceVersion } from "./replace-version.ts";
import type { WriteContext } from "./secret-write.ts";
import { conflict } from "./write-failure.ts";

/** Fields by their new text; `null` removes one. */
export type FieldChanges = Readonly<Record<string, string | null>>;

interface PatchContext extends Omit<WriteContext, "kmsKeyId"> {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: () => number;
}

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
  context: PatchContext,
): Promise<SecretInfo> {
  const { path } = location;
  for (let attempt = 1; ; attempt += 1) {
    const record = await readSecret({ path }, context.aws);
    if (!record) throw conflict(path, "there is no such secret to change");
    const { version = "" } = record;
    if (ifVersion !== undefined && ifVersion !== version) {
      throw conflict(path, "another version is the current one");
    }
    const planned = planPatch(location, record, changes);
    if (!planned) return { path, version, ...(record.stages ? { stages: record.stages } : {}) };
    try {
      const written = await replaceVersion(planned.write, { ...context, ifVersion: version });
      return { path, version: written, stages: [planned.write.label] };
    } catch (error) {
      const isLost = isSecretError(error, "conflict") && ifVersion === undefined && attempt < mostAttempts;
      if (!isLost) throw error;
    }
    await pause(attempt, context);
  }
}

/** The write that a patch comes to; `undefined` if the secret is so already. */
function planPatch(location: Location, record: SecretRecord, changes: FieldChanges): PlannedPut | undefined {
  const { path } = location;
  const before = record.value.type === "text" ? record.value.text : undefined;
  const after = before === undefined ? undefined : patchJson(before, changes);
  if (after === undefined) {
    throw new SecretError("decode", `"${path}" is no JSON object, and has no fields that could be changed`, {
      location: path,
      hint: "write it whole, or name another secret; it is as it was",
    });
  }
  return after === before ? undefined : planPut({ path }, { type: "text", text: after }, {});
}

/** Other writers go first, and not all at the same time. */
async function pause(attempt: number, { clock, random, limits }: PatchContext): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(random() * Math.min(1_000, 20 * 2 ** attempt), resolve, { keepsAlive: true });
  try {
    await limits.wait(promise);
  } finally {
    timer.cancel();
  }
}
