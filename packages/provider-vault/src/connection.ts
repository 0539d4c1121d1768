import { type CallContext, type Host, HttpClient } from "@claviger/core/provider";
import { Api } from "./api.ts";
import { Cluster } from "./cluster.ts";
import { openLogin } from "./login/open-login.ts";
import { TokenSession } from "./login/token-session.ts";
import { Mounts } from "./mounts.ts";
import { Session, type Shared } from "./session.ts";
import type { Settings } from "./settings.ts";
import { readTlsFiles } from "./tls-files.ts";

/** Vault refuses requests of more than 32 MiB by default, so no honest reply is larger. */
const maxReplyBytes = 32 * 1024 * 1024;

/** All that one instance keeps between its calls: sockets, a token, and what it knows of the mounts. */
export class Connection {
  readonly #http: HttpClient;
  readonly #shared: Shared;
  /** The last caller's: a token may end while nobody calls. */
  #report: CallContext["report"] = () => undefined;

  /** Opens no socket: that is the first request's. */
  constructor(settings: Settings, host: Host) {
    const { addresses, namespace, options, kv1 } = settings;
    const { clock } = host;
    const http = new HttpClient({ title: "Vault", maxReplyBytes, tls: () => readTlsFiles(options, host) });
    const api = new Api({ cluster: new Cluster(addresses, http, clock), clock, namespace });
    const { auth, token = "", renew = false } = options;
    const login = openLogin({ options, host, renewTls: () => http.forgetTls() });
    const by = auth === "token" ? { token, renew } : login;
    const tokens = new TokenSession({ api, host, by, report: (report) => this.#report(report) });
    this.#http = http;
    this.#shared = { api, tokens, mounts: new Mounts(kv1), clock };
  }

  /** What a call works with. */
  session(ctx: CallContext): Session {
    this.#report = (report) => ctx.report(report);
    return new Session(this.#shared, ctx.signal);
  }

  async close(): Promise<void> {
    // The token is revoked over a connection that is left.
    await this.#shared.tokens.close();
    this.#http.close();
  }
}
