import {
  type Location,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type WritableValue,
} from "@claviger/core/provider";
import { looksLikeArn } from "./arn.ts";
import type { Call } from "./call.ts";
import type { Ready } from "./connection.ts";
import { createSecret, putVersion, type SecretWrite } from "./new-version.ts";
import { expectCurrent, replaceVersion } from "./replace-version.ts";
import { secretInput } from "./secret-input.ts";
import { addTags, tagsOf } from "./tags.ts";
import { newStageLabel } from "./stages.ts";
import { requireWhole } from "./whole-secret.ts";
import { conflict } from "./secret-failure.ts";

/** What is to be written, and how. */
export interface Put extends PutOptions {
  readonly value: WritableValue;
  /** Of a secret that is created. */
  readonly kmsKeyId?: string | undefined;
}

/**
 * Writes a secret: a new one, or a new version of it.
 * @throws SecretError before anything is asked, what `planWrite` does; `conflict`, and the codes of the error table
 */
export async function putSecret(location: Location, put: Put, call: Call): Promise<SecretInfo> {
  const write = planWrite(location, put);
  const { path, label } = write;
  const { ifVersion, ifAbsent } = put;
  const aws = await call.ready(path);
  const written = ifAbsent
    ? await putFirst(write, aws)
    : ifVersion === undefined
      ? await putAnyway(write, aws)
      : await putInPlace(write, ifVersion, aws);
  return { path, version: written, stages: [label] };
}

/**
 * Checks a write, and prepares it. Pure.
 * @throws SecretError `invalid_ref`, `invalid_value`, `unsupported`
 */
export function planWrite(location: Location, put: Put): SecretWrite {
  requireWhole(location);
  const { path } = location;
  const { ifVersion, ifAbsent, stage, kmsKeyId } = put;
  const label = stage === undefined ? "AWSCURRENT" : newStageLabel(stage);
  if (ifVersion !== undefined && (ifAbsent || label !== "AWSCURRENT")) {
    throw unsupported(path, "on a version it is the current one that is replaced", "write without ifVersion");
  }
  if (ifAbsent) requireCreatable(path, label);
  const input = secretInput(path, put.value);
  // The version's id: AWS takes a request that comes twice with it for one.
  const id = crypto.randomUUID();
  return { path, id, input, label, tags: tagsOf(path, put.metadata), kmsKeyId };
}

async function putFirst(write: SecretWrite, aws: Ready): Promise<string> {
  const created = await createSecret(write, aws);
  if (created === undefined) throw conflict(write.path, "it exists already");
  return created;
}

async function putAnyway(write: SecretWrite, aws: Ready): Promise<string> {
  const { path, label } = write;
  const added = await putTagged(write, aws);
  if (added !== undefined) return added;
  requireCreatable(path, label);
  // If it is there now, somebody else has created it meanwhile.
  const created = (await createSecret(write, aws)) ?? (await putTagged(write, aws));
  if (created === undefined) throw conflict(path, "others create and delete it at the same time");
  return created;
}

async function putTagged(write: SecretWrite, aws: Ready): Promise<string | undefined> {
  const version = await putVersion(write, aws);
  if (version !== undefined) await addTags(write, version, aws);
  return version;
}

async function putInPlace(write: SecretWrite, ifVersion: string, aws: Ready): Promise<string> {
  await expectCurrent(write.path, ifVersion, aws);
  const version = await replaceVersion(write, ifVersion, aws);
  await addTags(write, version, aws);
  return version;
}

/** @throws SecretError `unsupported`, `invalid_ref` for what AWS would not create so */
function requireCreatable(path: string, label: string): void {
  if (label !== "AWSCURRENT") {
    const why = `AWS makes the first version of a secret current, and it is to be ${label}`;
    throw unsupported(path, why, "write a current version first");
  }
  if (!looksLikeArn(path)) return;
  throw new SecretError("invalid_ref", "no secret can be created under an ARN, and none has this one", {
    location: path,
    hint: "create it by its name",
  });
}

function unsupported(path: string, why: string, hint: string): SecretError {
  return new SecretError("unsupported", `"${path}" cannot be written so: ${why}`, { location: path, hint });
}
