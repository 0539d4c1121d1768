import {
  type Location,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type WritableValue,
} from "@claviger/core/provider";
import { looksLikeArn } from "./arn.ts";
import { createSecret } from "./create-secret.ts";
import { expectCurrent, replaceVersion } from "./replace-version.ts";
import { putVersion } from "./put-version.ts";
import { secretInput } from "./secret-input.ts";
import type { SecretWrite, WriteContext } from "./secret-write.ts";
import { addTags, tagsOf } from "./tags.ts";
import { newStageLabel } from "./version-input.ts";
import { requireWhole } from "./whole-secret.ts";
import { conflict } from "./write-failure.ts";

/** A write that was found to be possible, offline. */
export interface PlannedPut {
  readonly write: SecretWrite;
  readonly options: PutOptions;
}

/**
 * Checks a write, and prepares it. Pure.
 * @throws SecretError `invalid_ref`, `invalid_value`, `unsupported`
 */
export function planPut(location: Location, value: WritableValue, options: PutOptions): PlannedPut {
  requireWhole(location);
  const { path } = location;
  const { ifVersion, ifAbsent = false, stage } = options;
  const label = stage === undefined ? "AWSCURRENT" : newStageLabel(stage);
  if (ifVersion !== undefined && (ifAbsent || label !== "AWSCURRENT")) {
    throw unsupported(path, "on a version it is the current one that is replaced", "write without ifVersion");
  }
  if (ifAbsent && label !== "AWSCURRENT") throw firstIsCurrent(path, label);
  if (ifAbsent && looksLikeArn(path)) throw noSuchArn(path);
  const input = secretInput(path, value);
  // The version's id: AWS takes a request that comes twice with it for one.
  const id = crypto.randomUUID();
  return { write: { path, id, input, label, tags: tagsOf(path, options.metadata) }, options };
}

/** Writes a secret: a new one, or a new version of it. */
export async function putSecret({ write, options }: PlannedPut, context: WriteContext): Promise<SecretInfo> {
  const { path, label } = write;
  const { ifVersion, ifAbsent = false } = options;
  const written = ifAbsent
    ? await putFirst(write, context)
    : ifVersion === undefined
      ? await putAnyway(write, context)
      : await putInPlace(write, { ...context, ifVersion });
  return { path, version: written, stages: [label] };
}

async function putFirst(write: SecretWrite, context: WriteContext): Promise<string> {
  const created = await createSecret(write, context);
  if (created === undefined) throw conflict(write.path, "it exists already");
  return created;
}

async function putAnyway(write: SecretWrite, context: WriteContext): Promise<string> {
  const { path, label } = write;
  const added = await putTagged(write, context);
  if (added !== undefined) return added;
  if (label !== "AWSCURRENT") throw firstIsCurrent(path, label);
  if (looksLikeArn(path)) throw noSuchArn(path);
  // If it is there now, somebody else has created it meanwhile.
  const created = (await createSecret(write, context)) ?? (await putTagged(write, context));
  if (created === undefined) throw conflict(path, "others create and delete it at the same time");
  return created;
}

async function putTagged(write: SecretWrite, { aws }: WriteContext): Promise<string | undefined> {
  const version = await putVersion(write, aws);
  if (version !== undefined) await addTags(write, { aws, version });
  return version;
}

async function putInPlace(
  write: SecretWrite,
  { aws, report, ifVersion }: WriteContext & { readonly ifVersion: string },
): Promise<string> {
  await expectCurrent(write.path, ifVersion, aws);
  const version = await replaceVersion(write, { ifVersion, aws, report });
  await addTags(write, { aws, version });
  return version;
}

function firstIsCurrent(path: string, label: string): SecretError {
  const why = `AWS makes the first version of a secret current, and it is to be ${label}`;
  return unsupported(path, why, "write a current version first");
}

function noSuchArn(path: string): SecretError {
  return new SecretError("invalid_ref", "no secret can be created under an ARN, and none has this one", {
    location: path,
    hint: "create it by its name",
  });
}

function unsupported(path: string, why: string, hint: string): SecretError {
  return new SecretError("unsupported", `"${path}" cannot be written so: ${why}`, { location: path, hint });
}
