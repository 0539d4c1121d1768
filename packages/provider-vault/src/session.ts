import type { Clock, SecretError } from "@claviger/core/provider";
import type { Api, ApiRequest } from "./api.ts";
import { denied, isDenied, isKnownToken } from "./denial.ts";
import type { HeldToken, TokenSession } from "./login/token-session.ts";
import type { Mounts } from "./mounts.ts";
import type { Capability } from "./policy.ts";
import type { Reply } from "./reply.ts";
import type { SecretPath } from "./secret-path.ts";
import { errorFromReply } from "./translate-error.ts";

export interface SessionRequest extends Pick<ApiRequest, "query" | "data" | "repeatable"> {
  /** @default "GET" */
  readonly method?: ApiRequest["method"];
  /** What a policy has to allow for it. @default what the method needs */
  readonly capability?: Capability;
}

/** A secret that a call is about, and what it is asked with. */
export interface AskedSecret extends SecretPath {
  readonly session: Session;
}

/** A reply, and what it is an answer to. */
export interface SessionReply extends Reply {
  readonly path: string;
  readonly capability: Capability;
  /** The token that the request carried. */
  readonly token: HeldToken;
}

/** What all calls of an instance share. */
export interface Shared {
  readonly api: Api;
  readonly tokens: TokenSession;
  readonly mounts: Mounts;
  readonly clock: Clock;
}

const capabilities = { GET: "read", POST: "update", PATCH: "patch", DELETE: "delete" } as const;

/** What one call works with: Vault's API with the provider's own token, for as long as the call is wanted. */
export class Session {
  readonly #shared: Shared;
  readonly #signal: AbortSignal;

  constructor(shared: Shared, signal: AbortSignal) {
    this.#shared = shared;
    this.#signal = signal;
  }

  get mounts(): Mounts {
    return this.#shared.mounts;
  }

  get clock(): Clock {
    return this.#shared.clock;
  }

  /** The same for other work, as long as that is wanted. */
  during(signal: AbortSignal): Session {
    return new Session(this.#shared, signal);
  }

  /** The address that errors and sources name. */
  get address(): string {
    return this.#shared.api.address;
  }

  /**
   * Asks. A token that has died is replaced, where that can be, and the request made once more; a 403 is then a denial.
   *
   * @throws SecretError if there is no reply, or no token
   */
  async send(path: string, request: SessionRequest = {}): Promise<SessionReply> {
    const { api, tokens, clock } = this.#shared;
    const { method = "GET", capability = capabilities[method], ...rest } = request;
    const ask = async (token: HeldToken): Promise<SessionReply> => {
      const reply = await api.send({ ...rest, method, path, token: token.value, signal: this.#signal });
      return { ...reply, path, capability, token };
    };
    const token = await tokens.token();
    const sentAt = clock.monotonic();
    const reply = await ask(token);
    // A 403 of Vault's own proves that nothing was done.
    if (!isDenied(reply) || isKnownToken(reply)) return reply;
    if ((await tokens.judge(token, sentAt)) === "denied") return reply;
    return await ask(await tokens.token());
  }

  /** The health of one node, which it tells without a token and a namespace. */
  async health(node: string): Promise<Reply> {
    const request = { method: "GET", path: "sys/health", outsideNamespace: true } as const;
    return await this.#shared.api.send({ ...request, node, signal: this.#signal });
  }

  /** What a reply means that is not the answer that was hoped for. @param mount - that was asked, if one was */
  failure(reply: SessionReply, mount?: string): SecretError {
    if (isDenied(reply)) return denied(reply.path, reply.capability);
    return errorFromReply(reply, this.#shared.api.subject(mount));
  }
}
