import {
  type CallContext,
  type Host,
  isSecretError,
  type NamedFile,
  readCertificates,
  type SecretInfo,
} from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { checkVault } from "./check.ts";
import type { LoginContext } from "./credential.ts";
import { deleteSecret } from "./delete-secret.ts";
import { listSecrets, listVersions } from "./list-secrets.ts";
import { readSecret } from "./read-secret.ts";
import { restoreSecret } from "./restore-secret.ts";
import { loadSdk } from "./sdk.ts";
import { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { Transport } from "./transport-policy.ts";
import { patchSecret, writeSecret } from "./write-secret.ts";

/** What can be asked of a vault. */
const vault = {
  read: readSecret,
  list: listSecrets,
  versions: listVersions,
  write: writeSecret,
  patch: patchSecret,
  delete: deleteSecret,
  restore: restoreSecret,
  check: checkVault,
};

/** What is to be asked in one call. */
export type Work<Result> = (asked: typeof vault, call: Call) => Result;

/** One vault that can be asked, and the one new login that core leaves to a provider. */
export class Store {
  readonly #context: LoginContext;
  #session: Promise<Session> | undefined;

  private constructor(context: LoginContext) {
    this.#context = context;
  }

  /** Imports the SDK, and opens no socket. @throws SecretError `not_configured` */
  static async open(settings: Settings, host: Host): Promise<Store> {
    const authorities = settings.cacert && (await readCertificates(settings.cacert, cacertIn(host)));
    return new Store({ settings, host, sdk: await loadSdk(), transport: new Transport(authorities) });
  }

  /**
   * Does the work in the current session. Where the vault refuses a token that it took before, or that is not quite new, it is
   * done once more after a new login.
   */
  async run<T>(ctx: CallContext, work: Work<Promise<T>>): Promise<T> {
    const { settings, host } = this.#context;
    const workIn = (session: Session): Promise<T> =>
      session.afterFirst(() => work(vault, { ...ctx, session, vault: settings.vault, clock: host.clock }));
    const login = this.#login();
    const session = await login;
    try {
      return await workIn(session);
    } catch (error) {
      const isRefused = isSecretError(error, "auth_failed") && error.cause?.status === 401;
      if (!isRefused || !session.mayBeStale) throw error;
      if (this.#session === login) this.#session = undefined;
      return await workIn(await this.#login());
    }
  }

  /** A listing: only before its first entry it may need a new login. */
  async *iterate(ctx: CallContext, start: Work<AsyncGenerator<SecretInfo>>): AsyncGenerator<SecretInfo> {
    const { entries, first } = await this.run(ctx, async (vault, call) => {
      const entries = start(vault, call);
      return { entries, first: await entries.next() };
    });
    if (first.done) return;
    yield first.value;
    yield* entries;
  }

  close(): void {
    this.#context.transport.close();
  }

  /** A failure is not kept. */
  #login(): Promise<Session> {
    if (this.#session) return this.#session;
    const login = Session.open(this.#context);
    this.#session = login;
    login.catch(() => {
      this.#session = undefined;
    });
    return login;
  }
}

/** The authorities that are trusted, and no others, where the option names them. */
function cacertIn(host: Host): NamedFile {
  const hint = "set SECRETS_AZURE_CACERT to a PEM file that can be read and has BEGIN CERTIFICATE lines";
  return { host, what: "the file of the option cacert", hint };
}
