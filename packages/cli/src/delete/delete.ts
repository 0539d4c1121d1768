import { findTarget, type Target } from "../change/find-target.ts";
import { openStores, type Stores } from "../change/open-stores.ts";
import { approve, type ChangeOptions } from "../change/plan.ts";
import { writeResult } from "../change/write-result.ts";
import { usageError } from "../cli-error.ts";
import type { Report } from "../output/report.ts";
import { planDelete, planRecovery } from "./plan-delete.ts";

export interface DeleteCommandOptions extends ChangeOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  /** For good. */
  readonly purge: boolean;
  /** Brings back what was deleted. */
  readonly recover: boolean;
  /** Only this version. */
  readonly version?: string | undefined;
}

/**
 * Deletes a secret or one field of it, or brings a deleted secret back.
 *
 * @throws SecretError as `secrets.delete` and `secrets.restore`
 * @throws CliError `usage`, `interrupted`
 */
export async function deleteSecret(name: string, options: DeleteCommandOptions): Promise<void> {
  const { purge, recover, version } = options;
  if (purge && recover) throw usageError("--purge and --recover exclude each other");
  const stores = await openStores(options);
  const target = await findTarget(stores, name);
  if (target.field !== undefined && (purge || recover || version !== undefined)) {
    throw usageError(
      `${target.reference} is one field of a secret`,
      "--purge, --recover and --version are for a secret as a whole: name it without the field",
    );
  }
  await (recover ? restore(stores, target, options) : remove(stores, target, options));
}

async function remove({ secrets }: Stores, target: Target, options: DeleteCommandOptions): Promise<void> {
  const { purge, version } = options;
  const plan = planDelete(target, options);
  const unchanged = whyGone(target, options);
  if (unchanged !== undefined) return writeResult({ plan, unchanged }, options);
  await approve(plan, options);
  const written = options.dryRun ? undefined : await secrets.delete(target.reference, { purge, version });
  writeResult({ plan, written }, options);
}

/** Why there is nothing to delete. */
function whyGone({ state, field }: Target, { purge, version }: DeleteCommandOptions): string | undefined {
  if (version !== undefined) return undefined;
  if (state.kind === "absent") return "there is no such secret";
  if (state.kind === "deleted" && !purge) return "it is deleted already";
  if (field === undefined || state.kind !== "present" || Object.hasOwn(state.fields ?? {}, field))
    return undefined;
  return state.fields ? "there is no such field" : undefined;
}

async function restore({ secrets }: Stores, target: Target, options: DeleteCommandOptions): Promise<void> {
  const { version } = options;
  const plan = planRecovery(target, options);
  if (target.state.kind === "present" && version === undefined)
    return writeResult({ plan, unchanged: "it is not deleted" }, options);
  await approve(plan, options);
  const written = options.dryRun ? undefined : await secrets.restore(target.secret, { version });
  writeResult({ plan, written }, options);
}
