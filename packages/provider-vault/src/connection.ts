import type { Clock } from "@claviger/core/provider";
import type { Api, ApiRequest } from "./api.ts";
import type { Authentication, HeldToken } from "./authentication.ts";
import type { Subject } from "./error-table.ts";
import { isDenied, isKnownToken } from "./denial.ts";
import type { Reply } from "./reply.ts";

/** One request, by whoever the provider is. */
export type Call = Omit<ApiRequest, "method" | "token" | "path">;

export interface ConnectionOptions {
  readonly api: Api;
  readonly authentication: Authentication;
  readonly clock: Clock;
  /** The address that errors name. */
  readonly address: () => string;
  readonly namespace?: string | undefined;
}

/** Vault's API with the provider's own token: a token that has died is replaced, where that can be, and the request made once more. */
export class Connection {
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** What errors of that mount, or of none, are about. */
  subject(mount?: string): Subject {
    const { address, namespace } = this.#options;
    return { address: address(), namespace, mount };
  }

  /** GET. @throws SecretError if there is no reply, or no token */
  async read(path: string, call: Call): Promise<Reply> {
    return (await this.send("GET", path, call)).reply;
  }

  /** POST. @throws SecretError if there is no reply, or no token */
  async write(path: string, call: Call & { readonly data: unknown }): Promise<Reply> {
    return (await this.send("POST", path, call)).reply;
  }

  /** Without a token and a namespace. */
  async readAnonymously(path: string, call: Call): Promise<Reply> {
    return await this.#options.api.send({ ...call, method: "GET", path, outsideNamespace: true });
  }

  /** @returns the reply, and the token that the request carried. A 403 is then a denial. */
  async send(
    method: ApiRequest["method"],
    path: string,
    call: Call,
  ): Promise<{ readonly reply: Reply; readonly token: HeldToken }> {
    const { api, authentication, clock } = this.#options;
    const token = await authentication.token();
    const sentAt = clock.monotonic();
    const reply = await api.send({ ...call, method, path, token: token.value });
    // A 403 of Vault's own proves that nothing was done.
    if (!isDenied(reply) || isKnownToken(reply)) return { reply, token };
    if ((await authentication.judge(token, sentAt)) === "denied") return { reply, token };
    const fresh = await authentication.token();
    return { reply: await api.send({ ...call, method, path, token: fresh.value }), token: fresh };
  }
}
