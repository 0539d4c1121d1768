import type { SecretClient } from "@azure/keyvault-secrets";
import { createCredential, type LoginContext } from "./credential.ts";
import { LoginWatch } from "./login-watch.ts";
import { answerPolicy, ReplyError } from "./reply-error.ts";
import type { Policy } from "./sdk.ts";
import { TokenSource } from "./token-source.ts";

/** A token that is refused and younger than this is wrong, and so would be the next. */
const youngMs = 5_000;

/** One login: a credential, and the clients that use its tokens. */
export class Session {
  readonly tokens: TokenSource;
  /** For everything but listings. */
  readonly client: SecretClient;
  /** The vault's own time, as its last answer told it. */
  serverDate: string | undefined;
  readonly #context: LoginContext;
  #isAccepted = false;
  /** The first call, until the vault has taken its token. */
  #first: PromiseWithResolvers<void> | undefined;

  private constructor(context: LoginContext, tokens: TokenSource) {
    this.#context = context;
    this.tokens = tokens;
    this.client = this.clientWith([]);
  }

  /** @throws SecretError `not_configured` */
  static async open(context: LoginContext): Promise<Session> {
    const watch = new LoginWatch(context.settings.credential);
    const credential = await createCredential(context, watch);
    return new Session(context, new TokenSource(credential, { clock: context.host.clock, watch }));
  }

  /** A client with policies of its own between the session's. */
  clientWith(policies: readonly Policy[]): SecretClient {
    const { settings, sdk, transport } = this.#context;
    const outer = [this.#watchAcceptance, ...policies, answerPolicy];
    return new sdk.secrets.SecretClient(settings.vault, this.tokens, {
      // Retries are core's; a redirect would take the token to another host.
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      disableChallengeResourceVerification: !settings.verifyResource,
      additionalPolicies: [
        ...outer.map((policy) => ({ policy, position: "perCall" as const })),
        { policy: transport.policy, position: "perRetry" },
      ],
    });
  }

  /** Whether a new token may be better: the vault took this one before, or there was time for it to be revoked. */
  get mayBeStale(): boolean {
    return this.#isAccepted || this.tokens.ageMs > youngMs;
  }

  /**
   * The first call of a session goes alone: it learns from the vault where to get a token, and a hundred that go at once would
   * each ask for that.
   */
  async afterFirst<T>(work: () => Promise<T>): Promise<T> {
    while (this.#first) await this.#first.promise;
    if (!this.#isAccepted) this.#first = Promise.withResolvers();
    try {
      return await work();
    } finally {
      this.#letOthersGo();
    }
  }

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

  #accept(): void {
    this.#isAccepted = true;
    this.#letOthersGo();
  }

  #letOthersGo(): void {
    this.#first?.resolve();
    this.#first = undefined;
  }
}
