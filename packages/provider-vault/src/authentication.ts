/** A token that requests carry. */
export interface HeldToken {
  readonly value: string;
  /** An id of it that is no secret: leases made with it name it as their issuer. */
  readonly issuer: string;
  /** When it ends for good, by the clock's `now()`; not set while it can be renewed, or where it does not end. */
  readonly endsAt?: number | undefined;
}

/** How the provider gets the token that its requests carry, and keeps it. */
export interface Authentication {
  /** The token to use now; logs in where there is none. @throws SecretError */
  token(): Promise<HeldToken>;
  /**
   * What a 403 meant for a request that carried this token and was sent at `sentAt`, on the monotonic clock.
   *
   * @returns `denied` if Vault knows the token; `ask again` if it does not, and another may be had
   * @throws SecretError `auth_failed` if it does not, and there is no other
   */
  judge(token: HeldToken, sentAt: number): Promise<"denied" | "ask again">;
  /** Ends its timers, and its token if it came of a login. */
  close(): Promise<void>;
}
