import {
  type CallContext,
  type Host,
  readNamedFile,
  SecretError,
  whileWanted,
} from "@claviger/core/provider";
import type { Api } from "./api.ts";
import type { Authentication } from "./authentication.ts";
import type { Meaning } from "./error-table.ts";
import { isGithubs } from "./reply.ts";
import type { App } from "./settings.ts";
import { errorOf } from "./translate-error.ts";

/** How long before its end a token is no longer used. */
const marginMs = 60_000;
/** A login is shared by all who wait for it, and so has a bound of its own. */
const loginMs = 10_000;

interface InstallationToken {
  readonly header: string;
  readonly expiresAt: number;
}

/** Installation tokens of a GitHub App: one login for all who need it, kept until shortly before its end. */
export class AppAuthentication implements Authentication {
  readonly #app: App;
  readonly #api: Api;
  readonly #host: Host;
  #token: InstallationToken | undefined;
  #login: Promise<InstallationToken> | undefined;

  constructor(app: App, api: Api, host: Host) {
    this.#app = app;
    this.#api = api;
    this.#host = host;
  }

  async header({ report }: Pick<CallContext, "report">): Promise<string> {
    const { clock } = this.#host;
    if (this.#token && clock.now() < this.#token.expiresAt - marginMs) return this.#token.header;
    this.#login ??= this.#signIn().finally(() => (this.#login = undefined));
    const token = await this.#login;
    if (this.#token !== token) {
      this.#token = token;
      report({ type: "credentials", action: "login", expiresAt: new Date(token.expiresAt) });
    }
    return token.header;
  }

  refused(header: string): boolean {
    if (this.#token?.header === header) this.#token = undefined;
    return true;
  }

  #signIn(): Promise<InstallationToken> {
    const { clock } = this.#host;
    return whileWanted(async (signal) => this.#ask(await this.#jwt(), signal), {
      signal: new AbortController().signal,
      deadline: clock.now() + loginMs,
      clock,
      task: `the login of the GitHub App at ${this.#api.url}`,
    });
  }

  async #ask(jwt: string, signal: AbortSignal): Promise<InstallationToken> {
    const route = "POST /app/installations/{installation_id}/access_tokens";
    const parameters = { installation_id: this.#app.installationId };
    const reply = await this.#api.send({ route, parameters }, { authorization: `Bearer ${jwt}`, signal });
    const { status, body } = reply;
    const refusal = isGithubs(reply) ? refusals[status] : undefined;
    if (refusal) throw errorOf(refusal, this.#api.url, { cause: { status } });
    if (status !== 201) throw this.#api.refusal(reply);
    const { token, expires_at: expires } = body ?? {};
    const expiresAt = typeof expires === "string" ? Date.parse(expires) : Number.NaN;
    if (typeof token !== "string" || Number.isNaN(expiresAt)) throw this.#api.notAnAnswer(status);
    return { header: `Bearer ${token}`, expiresAt };
  }

  /** Proves that this is the App, for some minutes. */
  async #jwt(): Promise<string> {
    const [host, { appId, privateKeyFile }] = [this.#host, this.#app];
    const privateKey = await readNamedFile(privateKeyFile, {
      host,
      what: "the GitHub App's private key",
      hint: "correct SECRETS_GITHUB_PRIVATE_KEY_FILE, or the permissions of the file",
    });
    const { default: signJwt } = await import("universal-github-app-jwt");
    try {
      const now = Math.floor(host.clock.now() / 1000);
      return (await signJwt({ id: appId, privateKey, now })).token;
    } catch {
      throw new SecretError("not_configured", `${privateKeyFile} holds no private key of a GitHub App`, {
        hint: "set SECRETS_GITHUB_PRIVATE_KEY_FILE to the PEM file that GitHub made for the App",
      });
    }
  }
}

/** What GitHub's refusals of a login mean, by their status; the others are as of any call. */
const refusals: Readonly<Record<number, Meaning>> = {
  401: {
    code: "auth_failed",
    problem: "refuses the App's login",
    hint: "the private key is not that of SECRETS_GITHUB_APP_ID, or was deleted, or this machine's clock is wrong",
  },
  404: {
    code: "not_configured",
    problem: "knows no such installation of the App",
    hint: "correct SECRETS_GITHUB_INSTALLATION_ID (the number at the end of the installation's address) or SECRETS_GITHUB_APP_ID",
  },
};
