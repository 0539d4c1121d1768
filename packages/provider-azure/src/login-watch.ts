import { isSecretError, type SecretError } from "@claviger/core/provider";
import { refusalIn, unreachable } from "./credentials-error.ts";
import { nativeCode } from "./native-code.ts";
import type { Policy } from "./sdk.ts";

/**
 * Watches the requests for tokens. The SDK's own errors tell a refusal from a source that cannot be reached in prose alone,
 * and prose may quote what was sent.
 */
export class LoginWatch {
  /** `client-secret`, or whichever is configured. */
  readonly kind: string;
  /** Why the last request got no token; unknown where it was none over HTTP, or of a credential that cannot be watched. */
  failure: SecretError | undefined;

  constructor(kind: string) {
    this.kind = kind;
  }

  readonly policy: Policy = {
    name: "clavigerLoginWatch",
    sendRequest: async (request, next) => {
      try {
        const response = await next(request);
        this.failure = refusalIn(response, this.kind);
        return response;
      } catch (error) {
        this.failure = isSecretError(error) ? error : unreachable(nativeCode(error), this.kind);
        throw error;
      }
    },
  };
}
