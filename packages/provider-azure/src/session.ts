import type { SecretClient } from "@azure/keyvault-secrets";
import { type Host, isSecretError } from "@claviger/core/provider";
import { answerPolicy } from "./answer-policy.ts";
import { createCredential } from "./credential.ts";
import { LoginWatch } from "./login-watch.ts";
import { ReplyError } from "./reply-error.ts";
import type { Policy, Sdk } from "./sdk.ts";
import type { Settings } from "./settings.ts";
import { TokenSource } from "./token-source.ts";
import type { Transport } from "./transport-policy.ts";

interface SessionContext {
  readonly sdk: Sdk;
  readonly host: Host;
  readonly transport: Transport;
}

/** A token that is refused and younger than this is wrong, and so would be the next. */
const youngMs = 5_000;

/** One login: a credential, and the clients that use its tokens. */
export class Session {
  readonly tokens: TokenSource;
  /** For everything but listings. */
  readonly client: SecretClient;
  /** Settles when the vault has taken its token for the first time. */
  readonly acceptance: Promise<void>;
  readonly #accept: () => void;
  #accepted = false;
  readonly #settings: Settings;
  readonly #context: SessionContext;

  private constructor(tokens: TokenSource, about: { settings: Settings; context: SessionContext }) {
    this.tokens = tokens;
    this.#settings = about.settings;
    this.#context = about.context;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.acceptance = promise;
    this.#accept = () => {
      this.#accepted = true;
      resolve();
    };
    this.client = this.clientWith([]);
  }

  /** @throws SecretError `not_configured` */
  static async open(settings: Settings, context: SessionContext): Promise<Session> {
    const { sdk, host, transport } = context;
    const watch = new LoginWatch();
    const credential = await createCredential(settings, {
      sdk,
      host,
      policies: [watch.policy, transport.loginPolicy],
    });
    const tokens = new TokenSource(credential, { clock: host.clock, watch, kind: settings.credential });
    return new Session(tokens, { settings, context });
  }

  /** Whether the vault has taken its token before. */
  get accepted(): boolean {
    return this.#accepted;
  }

  /** Whether a new token may be better: the vault took this one before, or there was time for it to be revoked. */
  get mayBeStale(): boolean {
    return this.#accepted || this.tokens.ageMs > youngMs;
  }

  /** The vault's own time, as its last answer told it. */
  serverDate: string | undefined;

  /** Learns that the vault took the token: it answered, and not with 401. */
  readonly #watchAcceptance: Policy = {
    name: "clavigerAcceptance",
    sendRequest: async (request, next) => {
      try {
        const response = await next(request);
        this.serverDate = response.headers.get("date") ?? undefined;
        this.#accept();
        return response;
      } catch (error) {
        const isAnswer = error instanceof ReplyError && error.code !== undefined;
        if (isAnswer && error.statusCode !== 401) this.#accept();
        throw error;
      }
    },
  };

  /** A client with policies of its own before all others. */
  clientWith(policies: readonly Policy[]): SecretClient {
    const { sdk, transport } = this.#context;
    const { vault, verifyResource } = this.#settings;
    return new sdk.secrets.SecretClient(vault, this.tokens, {
      // Retries are core's; a redirect would take the token to another host.
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      disableChallengeResourceVerification: !verifyResource,
      additionalPolicies: [
        { policy: this.#watchAcceptance, position: "perCall" },
        ...policies.map((policy) => ({ policy, position: "perCall" as const })),
        { policy: answerPolicy, position: "perCall" },
        { policy: transport.policy, position: "perRetry" },
      ],
    });
  }
}

/** The session of an instance, and the one new login that core leaves to a provider. */
export class Sessions {
  readonly #open: () => Promise<Session>;
  #current: Promise<Session> | undefined;
  #first: Promise<unknown> | undefined;

  constructor(open: () => Promise<Session>) {
    this.#open = open;
  }

  /**
   * Does the work in the current session. Where the vault refuses a token that it took before, or that is not quite new, it is done
   * once more after a new login.
   */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const opening = (this.#current ??= this.#open());
    const session = await opening.catch((error: unknown) => {
      // A failure is not kept.
      if (this.#current === opening) this.#current = undefined;
      throw error;
    });
    try {
      return await this.#afterFirst(session, work);
    } catch (error) {
      const isRefused = isSecretError(error, "auth_failed") && error.cause?.status === 401;
      if (!isRefused || !session.mayBeStale) throw error;
      if (this.#current === opening) this.#current = undefined;
      return await this.#afterFirst(await (this.#current ??= this.#open()), work);
    }
  }

  /**
   * The first request of a session goes alone: it learns from the vault where to get a token, and a hundred that go at once
   * would each ask for that.
   */
  async #afterFirst<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
    while (!session.accepted && this.#first) {
      await Promise.race([session.acceptance, this.#first.catch(() => undefined)]);
    }
    if (session.accepted) return await work(session);
    const first = work(session);
    this.#first = first;
    try {
      return await first;
    } finally {
      if (this.#first === first) this.#first = undefined;
    }
  }
}
