import { type Host, type ProviderReport, SecretError, type Timer } from "@claviger/core/provider";
import type { Api } from "../api.ts";
import { refusedToken } from "../denial.ts";
import type { LoginMethod } from "./open-login.ts";
import { TokenCalls } from "./token-calls.ts";
import { endless, nextTokenStep, type TokenLife } from "./token-life.ts";

export interface TokenSessionOptions {
  readonly api: Api;
  readonly host: Pick<Host, "clock" | "random">;
  /** A login, or a token that was given to the process. */
  readonly by: LoginMethod | { readonly token: string; readonly renew: boolean };
  readonly report: (report: ProviderReport) => void;
}

/** A token that requests carry. */
export interface HeldToken {
  readonly value: string;
  /** An id of it that is no secret: leases made with it name it as their issuer. */
  readonly issuer: string;
  /** When it ends for good, by the clock's `now()`; not set while it can be renewed, or where it does not end. */
  readonly endsAt?: number | undefined;
}

interface Held extends HeldToken {
  endsAt?: number | undefined;
  life: TokenLife;
  /** Renewals or replacements that failed in a row. */
  failures: number;
  isLost: boolean;
  /** When Vault was last asked, and knew it; on the monotonic clock. */
  knownAt: number;
  /** The question whether Vault no longer knows it, while that is asked. */
  isRefused?: Promise<boolean> | undefined;
}

/**
 * The token that requests carry: got by a login when it is first needed, renewed at two thirds of its life, replaced by
 * another login when its maximum is near or Vault no longer knows it. However many ask at once, there is one login at a
 * time, and one question whether a token lives.
 */
export class TokenSession {
  readonly #options: TokenSessionOptions;
  readonly #login: LoginMethod | undefined;
  readonly #calls: TokenCalls;
  readonly #ended = new AbortController();
  #held: Held | undefined;
  #loggingIn: Promise<Held> | undefined;
  #learning = false;
  #timer: Timer | undefined;
  #logins = 0;

  constructor(options: TokenSessionOptions) {
    this.#options = options;
    const { api, host } = options;
    this.#calls = new TokenCalls({ api, clock: host.clock, signal: this.#ended.signal });
    if ("logIn" in options.by) this.#login = options.by;
    else this.#held = this.#newToken(options.by.token, endless);
  }

  /** The token to use now; logs in where there is none. @throws SecretError */
  async token(): Promise<HeldToken> {
    const { by, host } = this.#options;
    if (this.#ended.signal.aborted) throw new SecretError("aborted", "the Vault provider was closed");
    if ("renew" in by && by.renew) void this.#learnLife();
    const held = this.#held;
    // Whether a token that was given lives, Vault alone decides: there is no other.
    if (held && (!this.#login || held.life.endsAt > host.clock.monotonic())) return held;
    if (held) this.#lose(held);
    return await this.#logIn();
  }

  /**
   * What a 403 meant for a request that carried this token and was sent at `sentAt`, on the monotonic clock.
   *
   * @returns `denied` if Vault knows the token; `ask again` if it does not, and another may be had
   * @throws SecretError `auth_failed` if it does not, and there is no other
   */
  async judge(token: HeldToken, sentAt: number): Promise<"denied" | "ask again"> {
    const held = this.#held;
    if (!held || token !== held) return "ask again";
    if (held.knownAt >= sentAt) return "denied";
    // If the question itself fails, the 403 stands as it is: `denied` is what it said.
    if (!(await this.#isRefused(held).catch(() => false))) return "denied";
    this.#lose(held);
    if (!this.#login) throw refusedToken(this.#options.api.address);
    return "ask again";
  }

  /** Ends its timers, and its token if it came of a login. */
  async close(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#timer?.cancel();
    this.#ended.abort();
    const held = this.#held;
    this.#held = undefined;
    if (this.#login && held) await this.#calls.revoke(held.value);
  }

  #logIn(): Promise<Held> {
    this.#loggingIn ??= this.#newLogin().finally(() => {
      this.#loggingIn = undefined;
    });
    return this.#loggingIn;
  }

  async #newLogin(): Promise<Held> {
    if (!this.#login) throw refusedToken(this.#options.api.address);
    const { value, life } = await this.#calls.logIn(this.#login);
    const held = this.#newToken(value, life);
    const before = this.#held;
    this.#held = held;
    this.#tell("login", held);
    // What was made with it ends when it does, and nobody renews it any more.
    if (before) this.#tellLost(before);
    this.#schedule(held);
    return held;
  }

  #newToken(value: string, life: TokenLife): Held {
    this.#logins += 1;
    const issuer = `token ${this.#logins}`;
    const held: Held = { value, issuer, life, failures: 0, isLost: false, knownAt: -Infinity };
    this.#live(held, life);
    return held;
  }

  #live(held: Held, life: TokenLife): void {
    held.life = life;
    held.failures = 0;
    held.endsAt = life.renewable ? undefined : this.#endOf(life);
  }

  /** When a token of that life ends, by the clock's `now()`. */
  #endOf({ endsAt }: TokenLife): number | undefined {
    const { clock } = this.#options.host;
    return endsAt === Infinity ? undefined : clock.now() + endsAt - clock.monotonic();
  }

  #schedule(held: Held): void {
    this.#timer?.cancel();
    if (this.#ended.signal.aborted) return;
    const { host } = this.#options;
    const next = nextTokenStep(held.life, {
      now: host.clock.monotonic(),
      random: host.random(),
      failures: held.failures,
      replaceable: this.#login !== undefined,
    });
    if (!next) return;
    this.#timer = host.clock.after(next.delayMs, () => {
      if (this.#held !== held) return;
      if (next.step === "end") this.#lose(held);
      else void this.#advance(held, next.step);
    });
  }

  async #advance(held: Held, step: "renew" | "replace"): Promise<void> {
    try {
      if (step === "renew") await this.#renew(held);
      else await this.#logIn();
    } catch {
      held.failures += 1;
    }
    if (this.#held === held) this.#schedule(held);
  }

  /** @throws SecretError if it is not known whether the token can be renewed */
  async #renew(held: Held): Promise<void> {
    const life = await this.#calls.renew(held.value, held.life);
    if (life) {
      this.#live(held, life);
      this.#tell("renewed", held);
    } else if (await this.#isRefused(held)) this.#lose(held);
    else this.#live(held, { ...held.life, renewable: false });
  }

  /** Whether Vault no longer knows the token; asked once, however many want to know. */
  #isRefused(held: Held): Promise<boolean> {
    held.isRefused ??= this.#askWhetherRefused(held).finally(() => {
      held.isRefused = undefined;
    });
    return held.isRefused;
  }

  async #askWhetherRefused(held: Held): Promise<boolean> {
    const at = this.#options.host.clock.monotonic();
    const isKnown = await this.#calls.isKnown(held.value);
    if (isKnown) held.knownAt = at;
    return isKnown === false;
  }

  /** How long a token lives that was given, so that it can be renewed. A failure is not remembered. */
  async #learnLife(): Promise<void> {
    const held = this.#held;
    if (this.#learning || !held) return;
    this.#learning = true;
    const life = await this.#calls.life(held.value).catch(() => undefined);
    this.#learning = life !== undefined;
    if (!life) return;
    this.#live(held, life);
    this.#schedule(held);
  }

  #lose(held: Held): void {
    // A token that was given is kept: Vault may know it again, and there is no other.
    if (this.#login && this.#held === held) this.#held = undefined;
    this.#timer?.cancel();
    this.#tellLost(held);
  }

  #tellLost(held: Held): void {
    if (held.isLost) return;
    held.isLost = true;
    this.#options.report({ type: "credentials-lost", issuer: held.issuer });
  }

  #tell(action: "login" | "renewed", { life }: Held): void {
    const endsAt = this.#endOf(life);
    const expiry = endsAt === undefined ? {} : { expiresAt: new Date(endsAt) };
    this.#options.report({ type: "credentials", action, ...expiry });
  }
}
