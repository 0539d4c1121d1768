import type { CallContext, SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";

/** What something is asked of AWS for. */
export interface Call extends Pick<CallContext, "signal"> {
  /**
   * What sends the requests about a secret, or about those of a prefix.
   * @throws SecretError `not_configured`, `auth_failed`, `unavailable`
   */
  readonly ready: (path: string) => Promise<Ready>;
}

/** Asks one of several things as a call of its own. @throws SecretError also `timeout` and `aborted` */
export type AskOne = <T>(one: (call: Call) => Promise<T>) => Promise<T>;

/** What a call is waiting for at the moment. */
export interface Step {
  /** What it means that the deadline comes now, if that is more than a timeout. */
  late?: (() => SecretError | undefined) | undefined;
}
