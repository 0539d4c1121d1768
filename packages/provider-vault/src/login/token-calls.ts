import { type Clock, SecretError, whileWanted } from "@claviger/core/provider";
import type { Api, ApiRequest } from "../api.ts";
import { isDenied, isTokenRefused } from "../denial.ts";
import { errorTexts, objectAt, type Reply } from "../reply.ts";
import { errorFromReply } from "../translate-error.ts";
import type { LoginMethod } from "./open-login.ts";
import { newLife, renewedLife, type TokenLife } from "./token-life.ts";

/** How long each of them may take, in milliseconds: they are shared, so no caller's deadline bounds them. */
const patienceMs = 10_000;
/** How long closing waits for the token to be revoked, in milliseconds. */
const farewellMs = 500;

export interface TokenCallsOptions {
  readonly api: Api;
  readonly clock: Clock;
  /** Ends whatever is asked, but `revoke`. */
  readonly signal: AbortSignal;
}

/** What Vault is asked about tokens, by themselves. */
export class TokenCalls {
  readonly #options: TokenCallsOptions;

  constructor(options: TokenCallsOptions) {
    this.#options = options;
  }

  /** @throws SecretError `auth_failed` if the login is refused, or what it and every other reply means */
  async logIn(login: LoginMethod): Promise<{ readonly value: string; readonly life: TokenLife }> {
    const { api, clock } = this.#options;
    const sentAt = clock.monotonic();
    const reply = await this.#within(`the login by ${login.name}`, (signal) => login.logIn(api, signal));
    const auth = objectAt(reply.body, "auth");
    const [value, seconds] = [auth?.["client_token"], auth?.["lease_duration"]];
    if (reply.status !== 200 || typeof value !== "string" || value === "" || typeof seconds !== "number")
      throw this.#loginError(reply, login.name);
    return { value, life: newLife(seconds, { sentAt, renewable: auth?.["renewable"] === true }) };
  }

  /**
   * @param life - that the token has so far
   * @returns its life from now on, or `undefined` if Vault does not renew it
   * @throws SecretError if that is not known
   */
  async renew(token: string, life: TokenLife): Promise<TokenLife | undefined> {
    const sentAt = this.#options.clock.monotonic();
    const request = { method: "POST", path: "auth/token/renew-self", data: {}, token } as const;
    const reply = await this.#ask("renewing the token", request);
    const seconds = objectAt(reply.body, "auth")?.["lease_duration"];
    if (reply.status === 200 && typeof seconds === "number") return renewedLife(life, { seconds, sentAt });
    if ((reply.status === 400 || reply.status === 403) && errorTexts(reply)) return undefined;
    throw new SecretError("unavailable", "the token was not renewed");
  }

  /** Whether Vault knows the token: `undefined` where its reply does not tell. @throws SecretError if there is none */
  async isKnown(token: string): Promise<boolean | undefined> {
    const reply = await this.#lookUp(token);
    if (isTokenRefused(reply)) return false;
    return reply.status === 200 || isDenied(reply) ? true : undefined;
  }

  /** How long a token lives that was given, or `undefined` where the reply does not tell. @throws SecretError if there is none */
  async life(token: string): Promise<TokenLife | undefined> {
    const sentAt = this.#options.clock.monotonic();
    const data = objectAt((await this.#lookUp(token)).body, "data");
    const [seconds, renewable] = [data?.["ttl"], data?.["renewable"] === true];
    return typeof seconds === "number" ? newLife(seconds, { sentAt, renewable }) : undefined;
  }

  /** A login's token is of no use to anybody else; what was made with it and is left goes along. What fails ends by itself. */
  async revoke(token: string): Promise<void> {
    const { api, clock } = this.#options;
    const request = { method: "POST", path: "auth/token/revoke-self", token } as const;
    await whileWanted((signal) => api.send({ ...request, signal }), {
      signal: new AbortController().signal,
      deadline: clock.now() + farewellMs,
      clock,
      task: "leaving Vault",
    }).catch(() => undefined);
  }

  #lookUp(token: string): Promise<Reply> {
    return this.#ask("looking at the token", { method: "GET", path: "auth/token/lookup-self", token });
  }

  #ask(task: string, request: Omit<ApiRequest, "signal">): Promise<Reply> {
    return this.#within(task, (signal) => this.#options.api.send({ ...request, signal }));
  }

  #within<T>(task: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, signal } = this.#options;
    return whileWanted(work, { signal, deadline: clock.now() + patienceMs, clock, task: `${task} of Vault` });
  }

  /** What it means that a login gave no token: refused, not there, or as every other reply. */
  #loginError(reply: Reply, login: string): SecretError {
    const { status } = reply;
    const subject = this.#options.api.subject();
    const at = `Vault at ${subject.address}`;
    if (objectAt(reply.body, "auth")?.["mfa_requirement"] != null) {
      return new SecretError("auth_failed", `${at} wants a second factor for the login by ${login}`, {
        hint: "take a login that a program can do, or exempt this one from MFA",
      });
    }
    const isRefused = (status === 400 || status === 401 || status === 403) && errorTexts(reply)?.length;
    if (!isRefused) return errorFromReply(reply, subject);
    return new SecretError("auth_failed", `${at} refuses the login by ${login}`, {
      hint: "check the credentials, whether they have expired, role and authMount; Vault's own log says why",
      cause: { status },
    });
  }
}
