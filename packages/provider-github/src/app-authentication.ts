import { resolve } from "node:path";
import { type CallContext, type Host, SecretError, whileWanted } from "@claviger/core/provider";
import type { Authentication } from "./authentication.ts";
import type { Exchange } from "./exchange.ts";
import { isGithubs } from "./reply.ts";
import type { Credentials } from "./settings.ts";
import { errorFromReply, notAnAnswer } from "./translate-error.ts";

type App = Extract<Credentials, { readonly kind: "app" }>;

/** What a login takes besides the App. */
export interface LoginSetting {
  readonly exchange: Exchange;
  readonly host: Host;
  readonly url: string;
}

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
  readonly #setting: LoginSetting;
  #token: InstallationToken | undefined;
  #login: Promise<InstallationToken> | undefined;

  constructor(app: App, setting: LoginSetting) {
    this.#app = app;
    this.#setting = setting;
  }

  async header({ report }: Pick<CallContext, "report">): Promise<string> {
    const { clock } = this.#setting.host;
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

  async #signIn(): Promise<InstallationToken> {
    const { host, url } = this.#setting;
    const { signal } = new AbortController();
    const deadline = host.clock.now() + loginMs;
    const task = `the login of the GitHub App at ${url}`;
    return whileWanted(async (signal) => this.#ask(await this.#jwt(), signal), {
      signal,
      deadline,
      clock: host.clock,
      task,
    });
  }

  async #ask(jwt: string, signal: AbortSignal): Promise<InstallationToken> {
    const { exchange, host, url } = this.#setting;
    const reply = await exchange({
      route: "POST /app/installations/{installation_id}/access_tokens",
      parameters: { installation_id: this.#app.installationId },
      authorization: `Bearer ${jwt}`,
      signal,
    });
    if (reply.status === 404 && isGithubs(reply)) throw noInstallation(url);
    if (reply.status === 401 && isGithubs(reply)) throw appRefused(url);
    if (reply.status !== 201) throw errorFromReply(reply, { url, clock: host.clock });
    const { token, expires_at: expires } = reply.body ?? {};
    const expiresAt = typeof expires === "string" ? Date.parse(expires) : Number.NaN;
    if (typeof token !== "string" || Number.isNaN(expiresAt)) {
      throw notAnAnswer(reply, { url, clock: host.clock });
    }
    return { header: `Bearer ${token}`, expiresAt };
  }

  /** Proves that this is the App, for some minutes. */
  async #jwt(): Promise<string> {
    const { host } = this.#setting;
    const file = resolve(host.directory, this.#app.privateKeyFile);
    const bytes = await host.fs.readFile(file).catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      throw new SecretError("not_configured", `the GitHub App's private key, ${file}, cannot be read`, {
        hint: "correct SECRETS_GITHUB_PRIVATE_KEY_FILE, or the permissions of the file",
        cause: { code },
      });
    });
    const { default: signJwt } = await import("universal-github-app-jwt");
    try {
      const { token } = await signJwt({
        id: this.#app.appId,
        privateKey: new TextDecoder().decode(bytes),
        now: Math.floor(host.clock.now() / 1000),
      });
      return token;
    } catch {
      throw new SecretError("not_configured", `${file} holds no private key of a GitHub App`, {
        hint: "set SECRETS_GITHUB_PRIVATE_KEY_FILE to the PEM file that GitHub made for the App",
      });
    }
  }
}

function noInstallation(url: string): SecretError {
  return new SecretError("not_configured", `GitHub at ${url} knows no such installation of the App`, {
    hint: "correct SECRETS_GITHUB_INSTALLATION_ID (the number at the end of the installation's address) or SECRETS_GITHUB_APP_ID",
    cause: { status: 404 },
  });
}

function appRefused(url: string): SecretError {
  return new SecretError("auth_failed", `GitHub at ${url} refuses the App's login`, {
    hint: "the private key is not that of SECRETS_GITHUB_APP_ID, or was deleted, or this machine's clock is wrong",
    cause: { status: 401 },
  });
}
