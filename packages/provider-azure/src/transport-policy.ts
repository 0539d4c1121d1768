import { Agent } from "node:https";
import { SecretError } from "@claviger/core/provider";
import type { Policy, PolicyResponse } from "./sdk.ts";

/** Key Vault's largest reply is a page of 25 names: what is larger is not its own. */
const maxReplyBytes = 1024 * 1024;

/** The sockets of an instance, and so its requests at once; the others wait for their turn. */
const maxSockets = 20;

/**
 * The innermost of the SDK's policies, for the vault and for the source of tokens: certificates are verified always, sockets
 * are bounded, kept alive and ended with the instance, and so is the size of replies.
 */
export class Transport {
  readonly #agent: Agent;
  #closed = false;

  /** @param authorities - the PEM text of those to trust, where not the system's */
  constructor(authorities: string | undefined) {
    // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide.
    const verified = { rejectUnauthorized: true, ...(authorities ? { ca: authorities } : {}) };
    this.#agent = new Agent({ keepAlive: true, maxSockets, ...verified });
  }

  readonly policy: Policy = {
    name: "clavigerTransport",
    sendRequest: async (request, next) => {
      if (this.#closed) throw new SecretError("aborted", "the Azure provider was closed");
      // An agent that is there already is the SDK's, of a proxy that the environment names.
      request.agent ??= this.#agent;
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY]);
      const response = await next(request);
      const { readableStreamBody, ...others } = response;
      return { ...others, bodyAsText: readableStreamBody ? await readText(readableStreamBody) : null };
    },
  };

  /** Ends all sockets. */
  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }
}

async function readText(stream: NonNullable<PolicyResponse["readableStreamBody"]>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxReplyBytes)
      throw Object.assign(new Error("The reply is too long."), { code: "ERR_REPLY_TOO_LONG" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
