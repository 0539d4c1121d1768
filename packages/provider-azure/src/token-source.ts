import { type Clock, pause, SecretError } from "@claviger/core/provider";
import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/identity";
import type { LoginWatch } from "./login-watch.ts";
import { identifier } from "./native-code.ts";

interface TokenSourceContext {
  readonly clock: Clock;
  readonly watch: LoginWatch;
}

/** No source of tokens that works takes this long; some of the SDK's requests to one know no end. */
const longestLoginMs = 15_000;

/**
 * The SDK's credential, with clean errors. One request for a token serves all who wait, so that it does not end with the caller
 * who happened to be first. A token that cannot be renewed is used to its end.
 */
export class TokenSource implements TokenCredential {
  readonly #credential: TokenCredential;
  readonly #context: TokenSourceContext;
  readonly #tokens = new Map<string, AccessToken>();
  #latest: AccessToken | undefined;
  #latestAt = 0;

  constructor(credential: TokenCredential, context: TokenSourceContext) {
    this.#credential = credential;
    this.#context = context;
  }

  /** @throws SecretError `auth_failed`, `throttled`, `unavailable` */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    const { clock, watch } = this.#context;
    const { claims, tenantId, enableCae } = options;
    const asked = {
      ...(claims === undefined ? {} : { claims }),
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(enableCae === undefined ? {} : { enableCae }),
    };
    const key = JSON.stringify([scopes, asked]);
    watch.start();
    try {
      const token = await this.#within(this.#credential.getToken(scopes, asked));
      if (!token) throw new Error("The credential gave no token.");
      this.#tokens.set(key, token);
      this.#latestAt = clock.monotonic();
      return (this.#latest = token);
    } catch (error) {
      const earlier = this.#tokens.get(key);
      if (earlier && earlier.expiresOnTimestamp > clock.now() + 1_000) return earlier;
      throw watch.explain(error, { held: this.#latest !== undefined });
    }
  }

  /** How long ago the last token was got, in milliseconds. */
  get ageMs(): number {
    return this.#latest ? this.#context.clock.monotonic() - this.#latestAt : 0;
  }

  /** Whom the last token speaks for, by its claims, for `check`; these are not verified, and only shown. */
  identity(): string | undefined {
    try {
      const [, payload = ""] = this.#latest?.token.split(".") ?? [];
      const claims: Readonly<Record<string, unknown>> = JSON.parse(
        Buffer.from(payload, "base64url").toString("utf8"),
      );
      const claim = (...names: readonly string[]): string =>
        names.map((name) => identifier(claims[name])).find(Boolean) ?? "unknown";
      return `application ${claim("appid", "azp")}, object ${claim("oid")}, tenant ${claim("tid")}`;
    } catch {
      return undefined;
    }
  }

  async #within<T>(login: Promise<T>): Promise<T> {
    const { clock, watch } = this.#context;
    const answered = new AbortController();
    const tooLate = async (): Promise<never> => {
      await pause(longestLoginMs, { clock, signal: answered.signal });
      throw new SecretError("unavailable", `the source of Azure's tokens (${watch.kind}) does not answer`, {
        hint: "check that it can be reached from here: SECRETS_AZURE_AUTHORITY, the identity endpoint, a proxy",
      });
    };
    try {
      return await Promise.race([login, tooLate()]);
    } finally {
      answered.abort();
    }
  }
}
