import { isSecretError, type NewValue, SecretError, type Written } from "@claviger/core";
import { findTarget, type Target } from "../change/find-target.ts";
import { look, type Present, sameFields } from "../change/look.ts";
import { openStores, type Stores } from "../change/open-stores.ts";
import { approve, type ChangeOptions } from "../change/plan.ts";
import { writeResult } from "../change/write-result.ts";
import { usageError } from "../cli-error.ts";
import { valueText } from "../get/value-text.ts";
import type { Report } from "../output/report.ts";
import { findVersion } from "./find-version.ts";
import { movesStage, planRollback } from "./plan-rollback.ts";

export interface RollbackCommandOptions extends ChangeOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
}

/**
 * Makes an earlier version of a secret the current one: by moving the stage `current` where the store can, else by writing
 * its value as a new version. What is there afterwards is read back.
 *
 * @param wanted - the version, or a stage that is at it
 * @throws SecretError as `secrets.setStage` and `secrets.set`
 * @throws CliError `usage`, `interrupted`
 */
export async function rollback(name: string, wanted: string, options: RollbackCommandOptions): Promise<void> {
  const stores = await openStores(options);
  const target = await findTarget(stores, name);
  if (target.field !== undefined) {
    throw usageError(
      `${target.reference} is one field of a secret, and versions are of a secret as a whole`,
      `claviger rollback ${target.secret} ${wanted}, or write the field anew: claviger get ${target.reference} --version ${wanted} | claviger set ${target.reference}`,
    );
  }
  const version = await findVersion(stores, target, wanted);
  const old = await oldValue(stores, target, version);
  const plan = planRollback(target, { version, old });
  const unchanged = whyUnchanged(target, { version, old });
  if (unchanged !== undefined) return writeResult({ plan, unchanged }, options);
  await approve(plan, options);
  const written = options.dryRun ? undefined : await change(stores, target, { version, old });
  if (written) await assertReadsBack(stores, target, old);
  writeResult({ plan, written }, options);
}

interface Earlier {
  readonly version: string;
  readonly old: Present;
}

/** The version's own value: that it can still be read is known before anything is changed. */
async function oldValue(stores: Stores, { secret, instance }: Target, version: string): Promise<Present> {
  const state = await look(stores, secret, version);
  if (state.kind === "present") return state;
  const problem = `version ${version} of ${secret} cannot be read`;
  const [code, why] =
    state.kind === "unknown" ? (["denied", `: ${state.why}`] as const) : (["version_not_found", ""] as const);
  throw new SecretError(code, `${problem}${why}`, {
    provider: instance.id,
    hint: `see the versions that there are: claviger versions ${secret}`,
  });
}

function whyUnchanged(target: Target, { version, old }: Earlier): string | undefined {
  const { state } = target;
  if (state.kind !== "present") return undefined;
  if (state.version === version) return `version ${version} is the current one`;
  if (!movesStage(target) && isSame(state, old)) return `its value is that of version ${version}`;
  return undefined;
}

async function change({ secrets }: Stores, target: Target, { version, old }: Earlier): Promise<Written> {
  const { secret, state, instance } = target;
  const from = state.kind === "present" ? state.version : undefined;
  if (movesStage(target)) {
    const written = await secrets.setStage(secret, "current", { from, to: version });
    return { ...written, version };
  }
  const ifVersion = instance.capabilities.cas ? from : undefined;
  return await secrets.set(secret, wholeValue(old), { ifVersion });
}

function wholeValue({ whole, fields = {} }: Present): NewValue {
  return whole === undefined ? fields : (valueText(whole) ?? whole);
}

/** How often, and how far apart in milliseconds, it is read back: what answers may be a replica that is a moment behind. */
const readsBack = 5;
const betweenMs = 300;

/** @throws SecretError `conflict` */
async function assertReadsBack(stores: Stores, { secret, instance }: Target, old: Present): Promise<void> {
  for (let attempt = 1; attempt <= readsBack; attempt++) {
    const now = await look(stores, secret).catch((error: unknown) => {
      if (isSecretError(error)) return undefined;
      throw error;
    });
    if (now?.kind === "present" && isSame(now, old)) return;
    if (attempt < readsBack) await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
  throw new SecretError("conflict", `${secret} was rolled back, and reads as another value now`, {
    provider: instance.id,
    hint: `somebody else may have written it meanwhile: see claviger versions ${secret}`,
  });
}

function isSame(one: Present, other: Present): boolean {
  if (one.whole || other.whole)
    return one.whole !== undefined && other.whole !== undefined && Buffer.from(one.whole).equals(other.whole);
  return sameFields(one.fields ?? {}, other.fields ?? {});
}
