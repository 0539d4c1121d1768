import type { CallContext } from "@claviger/core/provider";
import type { Authentication } from "./authentication.ts";
import type { ApiRequest, Exchange } from "./exchange.ts";
import { isGithubs, type Reply } from "./reply.ts";
import type { Subject } from "./translate-error.ts";

/** For how long, and to whom it is told. */
export type Call = Pick<CallContext, "signal" | "report">;

/** The REST API of one GitHub, as somebody. */
export class Api {
  readonly subject: Subject;
  readonly #exchange: Exchange;
  readonly #authentication: Authentication;

  constructor(
    subject: Subject,
    via: { readonly exchange: Exchange; readonly authentication: Authentication },
  ) {
    this.subject = subject;
    this.#exchange = via.exchange;
    this.#authentication = via.authentication;
  }

  /** @throws SecretError if there is no reply, or no credentials */
  async send(request: Pick<ApiRequest, "route" | "parameters">, call: Call): Promise<Reply> {
    const authorization = await this.#authentication.header(call);
    const reply = await this.#exchange({ ...request, authorization, signal: call.signal });
    // One new login; a refused request did nothing, so that it can be sent again.
    if (reply.status !== 401 || !isGithubs(reply) || !this.#authentication.refused(authorization))
      return reply;
    return this.#exchange({
      ...request,
      authorization: await this.#authentication.header(call),
      signal: call.signal,
    });
  }
}
