/** What a provider tells core besides its answer. None of it may hold a value. */
export type ProviderReport =
  /** Something the operator should know. Warned about once per instance and `id`. */
  | { readonly type: "warning"; readonly id: string; readonly message: string }
  /** Credentials died: leases made with them (`Lease.issuer`) are dropped. */
  | { readonly type: "credentials-lost"; readonly issuer: string }
  /** A login or a renewal of the provider's own credentials. */
  | { readonly type: "credentials"; readonly action: "login" | "renewed"; readonly expiresAt?: Date };

/** Handed to every call of a provider, which must honour both the signal and the deadline. */
export interface CallContext {
  /** Aborted when nobody waits any more or the deadline has passed. */
  readonly signal: AbortSignal;
  /** When the answer is no longer of use, in milliseconds of `host.clock.now()`. */
  readonly deadline: number;
  report(report: ProviderReport): void;
}
