/** An identity that the tests' Entra ID knows, and what it may do in the vault. */
export interface Application {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** PEM; it signs in with the key of this certificate. */
  readonly certificate?: string;
  /** What a workload identity presents, as it stands in its token file. */
  readonly federatedToken?: string;
  /** `officer` may do everything, `user` may read and list, `none` may nothing. */
  readonly role: "officer" | "user" | "none";
}
