import type { Capabilities } from "../contract/capabilities.ts";
import type { Check } from "../contract/check.ts";
import type { Location } from "../contract/location.ts";
import type { OperationOptions } from "./write-options.ts";

/** One instance of a chain, as tools for operators see it. */
export interface Instance {
  /** `aws`, `vault.dr` */
  readonly id: string;
  readonly capabilities: Capabilities;
  /** The other members of its replica group. */
  readonly replicas: readonly string[];
  /** What it can do besides reading: the methods that its provider has. */
  can(
    method: "list" | "versions" | "put" | "patch" | "delete" | "restore" | "setStage" | "check" | "policy",
  ): boolean;
  /**
   * Where it would keep a name, or what a reference names: by the manifest, else by its naming rule. `[]` where it cannot hold
   * it, or the manifest's `from` rules it out. Offline.
   *
   * @throws SecretError `invalid_ref`
   */
  locate(name: string, as?: "value" | "bundle"): readonly Location[];
  /**
   * Reachability, identity and permission for these names, without their values where the store allows. `[]` where the
   * provider has no check.
   *
   * @throws SecretError
   */
  check(names: readonly string[], options?: OperationOptions): Promise<readonly Check[]>;
  /** The least privilege for these names, in the store's own language; `undefined` where it has none. Offline. */
  policy(names: readonly string[], purpose: "read" | "write" | "rotate"): string | undefined;
}

/** Where a change of a name goes. */
export interface ChangeTarget {
  readonly instance: Instance;
  /** The secret as a whole: `secret://aws/app`. */
  readonly secret: string;
  /** The field that is changed, as the store spells it; without it the secret as a whole is. */
  readonly field?: string | undefined;
  /** What is changed: the secret, or its field. */
  readonly reference: string;
}

/** The instances of a deployment's chain. */
export interface Instances {
  /** Those of the chain in its order, then those that can only be written. */
  all(): readonly Instance[];
  /** The instance of an id, which need not be in the chain. @throws SecretError `not_configured` */
  open(id: string): Promise<Instance>;
  /**
   * Where `set` and `delete` of a name go, for who says so before: to the store that a reference names, else to the only one of
   * the chain that can be written. Where a name may have several places, the store is asked which of them has it.
   *
   * @throws SecretError `unsupported`, `invalid_ref`, or what the store answers
   */
  changeTarget(name: string, options?: OperationOptions): Promise<ChangeTarget>;
}
