import type { Api } from "../api.ts";
import type { Reply } from "../reply.ts";

/** A way to get a token: one login of Vault's. */
export interface LoginMethod {
  /** For messages: `approle at auth/approle`. */
  readonly name: string;
  /**
   * Logs in.
   * @returns Vault's reply to the login, whatever it is
   * @throws SecretError if there is none, or the credentials cannot be had
   */
  logIn(api: Api, signal: AbortSignal): Promise<Reply>;
}
