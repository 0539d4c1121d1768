import { isSecretError } from "@claviger/core/provider";
import { identifier, nativeCode } from "./native-code.ts";
import { jsonObject } from "./reply-error.ts";
import type { Policy } from "./sdk.ts";

/** What came of the last request for a token. */
export type LoginOutcome =
  | {
      readonly type: "reply";
      readonly status: number;
      readonly error: string | undefined;
      readonly isJson: boolean;
    }
  | { readonly type: "failure"; readonly native: string | undefined; readonly error: unknown };

/**
 * Watches the requests for tokens. The SDK's own errors tell a refusal from a source that cannot be reached in prose alone,
 * and prose may quote what was sent.
 */
export class LoginWatch {
  #last: LoginOutcome | undefined;

  readonly policy: Policy = {
    name: "clavigerLoginWatch",
    sendRequest: async (request, next) => {
      try {
        const response = await next(request);
        const body = jsonObject(response.bodyAsText);
        const error = identifier(body?.["error"]);
        this.#last = { type: "reply", status: response.status, error, isJson: body !== undefined };
        return response;
      } catch (error) {
        this.#last = {
          type: "failure",
          native: nativeCode(error),
          error: isSecretError(error) ? error : undefined,
        };
        throw error;
      }
    },
  };

  /** Forgets what was, before a token is asked for. */
  start(): void {
    this.#last = undefined;
  }

  get last(): LoginOutcome | undefined {
    return this.#last;
  }
}
