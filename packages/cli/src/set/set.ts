import { isSecretError, type NewValue, SecretError, type Written } from "@claviger/core";
import { findTarget, type Target } from "../change/find-target.ts";
import { openStores, type Stores } from "../change/open-stores.ts";
import { approve, type ChangeOptions } from "../change/plan.ts";
import { writeResult } from "../change/write-result.ts";
import { usageError } from "../cli-error.ts";
import type { Report } from "../output/report.ts";
import { checkValueFlags, newValue, type ValueFlags } from "./new-value.ts";
import { hasAlready, planSet, replacedFields } from "./plan-set.ts";

export interface SetCommandOptions extends ChangeOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly value: ValueFlags;
  /** Only if this is the current version. */
  readonly ifVersion?: string | undefined;
  /** Only if there is no such secret, or no such field. */
  readonly ifAbsent: boolean;
}

/** How often a write is planned anew because somebody else wrote between the look and the write. */
const mostTries = 20;

/**
 * Writes a secret, or one field of it.
 *
 * @throws SecretError as `secrets.set`
 * @throws CliError `usage`, `interrupted`
 */
export async function set(name: string, options: SetCommandOptions): Promise<void> {
  const { value: flags, ifVersion, ifAbsent } = options;
  checkValueFlags(flags);
  if (ifVersion !== undefined && ifAbsent)
    throw usageError("--if-version and --if-absent exclude each other");
  const stores = await openStores(options);
  let target = await findTarget(stores, name);
  if (target.field !== undefined && (flags.binary || flags.bundle))
    throw usageError("a field is text: --binary and --bundle are for a secret as a whole");
  const value = await newValue(`value of ${target.reference}`, { ...options, flags });
  for (let attempt = 1; ; attempt++) {
    if (ifAbsent) assertAbsent(target);
    if (ifVersion === undefined && hasAlready(target, value)) {
      const plan = planSet(target, value);
      writeResult({ plan, unchanged: "it has this value already" }, options);
      return;
    }
    const plan = planSet(target, value);
    await approve(plan, options);
    try {
      const written = options.dryRun
        ? undefined
        : await write(stores, target, { value, ifVersion, ifAbsent });
      writeResult({ plan, written }, options);
      return;
    } catch (error) {
      if (!isSecretError(error, "conflict") || ifVersion !== undefined || attempt === mostTries) throw error;
      const seen = target;
      target = await findTarget(stores, name);
      // Nothing that is seen has changed: to plan it anew would come to the same.
      if (target.state.kind === "absent" && seen.state.kind === "absent") throw error;
    }
  }
}

interface Write extends Pick<SetCommandOptions, "ifVersion" | "ifAbsent"> {
  readonly value: NewValue;
}

/** Writes what was planned, under the condition that what is replaced is what was seen, where the store has conditions. */
async function write({ secrets }: Stores, target: Target, write: Write): Promise<Written> {
  const { field, secret, reference, state, instance } = target;
  const { value, ifVersion, ifAbsent } = write;
  const { cas = false } = instance.capabilities;
  if (field === undefined) {
    const seen = state.kind === "present" && replacedFields(state).length > 0 ? state.version : undefined;
    const isNew = ifVersion === undefined && cas && state.kind === "absent";
    return await secrets.set(secret, value, {
      ifVersion: ifVersion ?? (cas ? seen : undefined),
      ifAbsent: ifAbsent || isNew,
    });
  }
  if (state.kind === "absent" && cas && ifVersion === undefined && typeof value === "string") {
    const created = await secrets.set(secret, { [field]: value }, { ifAbsent: true });
    return { ...created, reference };
  }
  // The version makes sure that the field is still not there.
  const unchanged = ifAbsent && cas && state.kind === "present" ? state.version : undefined;
  return await secrets.set(reference, value, { ifVersion: ifVersion ?? unchanged });
}

/** @throws SecretError `conflict` */
function assertAbsent({ field, state, reference, instance }: Target): void {
  if (state.kind === "unknown" && field !== undefined) {
    throw new SecretError("unsupported", `it cannot be seen whether ${reference} is there`, {
      provider: instance.id,
      hint: "--if-absent for one field needs a store that can be read",
    });
  }
  const { fields = {} } = state.kind === "present" ? state : {};
  const isThere = field === undefined ? state.kind === "present" : Object.hasOwn(fields, field);
  if (!isThere) return;
  throw new SecretError("conflict", `${reference} is there already`, {
    provider: instance.id,
    hint: "leave --if-absent out to replace it",
  });
}
