import { type ChangeTarget, parseReference, SecretError } from "@claviger/core";
import { usageError } from "../cli-error.ts";
import { look, type StoredState } from "./look.ts";
import type { Stores } from "./open-stores.ts";

/** What a command changes: one secret of one store, or a field of it. */
export interface Target extends ChangeTarget {
  /** What the store has of the secret now. */
  readonly state: StoredState;
}

/**
 * Finds what a change of a name goes to, by the rule of `secrets.set`, and what is there now.
 *
 * @throws SecretError `invalid_ref`, `unsupported`, `decode` (a field of what is no JSON object), or what the store answers
 * @throws CliError `usage` for a version in the reference
 */
export async function findTarget(stores: Stores, name: string): Promise<Target> {
  if (parseReference(name).version) {
    throw usageError(
      "a reference to a version was given, and versions never change",
      "leave ?version= and ?stage= out",
    );
  }
  const target = await stores.instances.changeTarget(name);
  const { instance, secret, field } = target;
  const state = await stateOf(stores, target);
  if (field !== undefined && state.kind === "present" && !state.fields) {
    throw new SecretError("decode", `${secret} is not a JSON object, so that no field of it can be changed`, {
      provider: instance.id,
      hint: `nothing was changed: write it as a whole, claviger set ${secret} --bundle, or name another secret`,
    });
  }
  return { ...target, state };
}

async function stateOf(stores: Stores, { instance, secret }: ChangeTarget): Promise<StoredState> {
  const { id, capabilities } = instance;
  if (capabilities.read === false) return { kind: "unknown", why: `${id} can be written and not read` };
  return await look(stores, secret);
}
