import { isSecretError, type SecretError } from "@claviger/core";

/** Failures that the next secret would meet as well. */
const common = ["unavailable", "timeout", "auth_failed", "not_configured"] as const;
/** After so many in a row, with nothing that went well in between, a store is not asked any more. */
const mostInARow = 5;

/** Watches whether a store fails as such: a thousand refused logins would be of no use, and lock an account. */
export class StoreHealth {
  #inARow = 0;
  #last: SecretError | undefined;

  /** What came of one secret: its failure, or `undefined`. */
  saw(error: unknown): void {
    if (!isSecretError(error) || !common.some((code) => code === error.code)) {
      this.#inARow = 0;
      return;
    }
    this.#inARow++;
    this.#last = error;
  }

  /** Why the store is not asked any more. */
  get hopeless(): SecretError | undefined {
    return this.#inARow >= mostInARow ? this.#last : undefined;
  }
}
