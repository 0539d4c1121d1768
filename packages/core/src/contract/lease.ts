/** A value's right to live: dynamic credentials, a token. */
export interface Lease {
  /** The store's id of the lease, for `renew` and `revoke`. It is not a secret's value. */
  readonly id: string;
  readonly expiresAt: Date;
  readonly renewable: boolean;
  /** No renewal goes past this. */
  readonly maxExpiresAt?: Date;
  /** Opaque id of the credentials that made it. When the provider reports that these died, core drops the lease. */
  readonly issuer?: string;
}
