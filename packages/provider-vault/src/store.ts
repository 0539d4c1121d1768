import {
  type Answer,
  type CallContext,
  type Check,
  type DeleteOptions,
  type Host,
  HttpClient,
  isSecretError,
  type Lease,
  type Location,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type SecretRecord,
  whileWanted,
  type WritableValue,
} from "@claviger/core/provider";
import { Api } from "./api.ts";
import { examine } from "./check.ts";
import { Cluster } from "./cluster.ts";
import { Connection } from "./connection.ts";
import { deleteSecret, restoreSecret } from "./delete-secret.ts";
import { readCredentials, renewLease, revokeLease } from "./dynamic.ts";
import { listPaths, readPage } from "./list-secrets.ts";
import { openLogin } from "./login/open-login.ts";
import { TokenSession } from "./login/token-session.ts";
import { infosOf, metadataOf } from "./metadata.ts";
import { Mounts } from "./mounts.ts";
import { probeVersion } from "./probe.ts";
import { readSecret } from "./read-secret.ts";
import { mountLength, type SecretPath, splitPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { readTlsFiles } from "./tls-files.ts";
import { type FieldChanges, fieldsOf, patchSecret, putSecret } from "./write-secret.ts";

type Work<T> = (session: Session) => Promise<T>;

/** Vault refuses requests of more than 32 MiB by default, so no honest reply is larger. */
const maxReplyBytes = 32 * 1024 * 1024;

/** One Vault that can be asked. Every call ends when its context does. */
export class Store {
  readonly #settings: Settings;
  readonly #host: Host;
  readonly #http: HttpClient;
  readonly #cluster: Cluster;
  readonly #authentication: TokenSession;
  readonly #connection: Connection;
  readonly #mounts: Mounts;
  /** The last caller's: a token may end while nobody calls. */
  #report: CallContext["report"] = () => undefined;

  /** Opens no socket: that is the first request's. */
  constructor(settings: Settings, host: Host) {
    const { addresses, namespace, options, kv1 } = settings;
    const { auth, token = "", renew = false } = options;
    const { clock } = host;
    this.#settings = settings;
    this.#host = host;
    this.#http = new HttpClient({ title: "Vault", maxReplyBytes, tls: () => readTlsFiles(options, host) });
    this.#cluster = new Cluster(addresses, this.#http, clock);
    const api = new Api({ cluster: this.#cluster, clock, namespace });
    const address = (): string => this.#cluster.address;
    const renewTls = (): void => this.#http.forgetTls();
    this.#authentication = new TokenSession({
      api,
      host,
      by: auth === "token" ? { token, renew } : openLogin({ options, host, renewTls }),
      subject: () => ({ address: address(), namespace }),
      report: (report) => this.#report(report),
    });
    this.#connection = new Connection({
      api,
      authentication: this.#authentication,
      clock,
      address,
      namespace,
    });
    this.#mounts = new Mounts(this.#connection, { clock, kv1 });
  }

  read({ path, version }: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    const secret = this.#secretAt(path);
    return this.#call(`reading "${path}" from`, ctx, (session) => {
      if (!this.#isDynamic(secret)) return readSecret(secret, { session, ...(version ? { version } : {}) });
      if (version) throw noVersions(path);
      return readCredentials(secret, session);
    });
  }

  async put(
    location: Location,
    value: WritableValue,
    options: PutOptions,
    ctx: CallContext,
  ): Promise<SecretInfo> {
    const secret = this.#wholeAt(location);
    const fields = fieldsOf(value);
    return await this.#call(`writing "${location.path}" to`, ctx, (session) =>
      putSecret(secret, { fields, options, session }),
    );
  }

  patch(
    location: Location,
    fields: FieldChanges,
    { ifVersion }: Pick<PutOptions, "ifVersion">,
    ctx: CallContext,
  ): Promise<SecretInfo> {
    const secret = this.#writableAt(location);
    return this.#call(`writing "${location.path}" to`, ctx, (session) =>
      patchSecret(secret, { fields, ifVersion, session }),
    );
  }

  async delete(location: Location, options: DeleteOptions, ctx: CallContext): Promise<void> {
    const secret = this.#wholeAt(location);
    await this.#call(`deleting "${location.path}" from`, ctx, (session) =>
      deleteSecret(secret, { options, session }),
    );
  }

  restore(location: Location, { version }: { readonly version?: string }, ctx: CallContext): Promise<void> {
    const secret = this.#writableAt(location);
    return this.#call(`restoring "${location.path}" in`, ctx, (session) =>
      restoreSecret(secret, { version, session }),
    );
  }

  async *versions({ path }: Location, ctx: CallContext): AsyncIterable<SecretInfo> {
    const secret = this.#secretAt(path);
    if (this.#isDynamic(secret)) throw noVersions(path);
    const metadata = await this.#call(`reading the versions of "${path}" from`, ctx, (session) =>
      metadataOf(secret, { session, task: "versions" }),
    );
    if (metadata) yield* infosOf(secret, metadata);
  }

  /** The paths that start with `prefix`: the mount first, or none for all of the configured mount. */
  async *list(prefix: string, ctx: CallContext): AsyncIterable<SecretInfo> {
    const secret = this.#prefixOf(prefix);
    const page = (folder: string, after: string | undefined) =>
      this.#call(`listing "${prefix}" in`, ctx, (session) =>
        readPage(secret.mount, { folder, after, session }),
      );
    for await (const path of listPaths(secret, page)) yield { path };
  }

  probe(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<string>[]> {
    return this.#call("probing", ctx, (session) =>
      Promise.all(
        locations.map(async ({ path, version }): Promise<Answer<string>> => {
          try {
            const secret = this.#secretAt(path);
            if (this.#isDynamic(secret)) throw noVersions(path);
            const found = await probeVersion(secret, { version, session });
            return found === undefined ? { status: "absent" } : { status: "found", value: found };
          } catch (error) {
            if (isSecretError(error)) return { status: "error", error };
            throw error;
          }
        }),
      ),
    );
  }

  renew(lease: Lease, ctx: CallContext): Promise<Lease> {
    return this.#call("renewing a lease of", ctx, (session) => renewLease(lease, session));
  }

  revoke(lease: Lease, ctx: CallContext): Promise<void> {
    return this.#call("revoking a lease of", ctx, (session) => revokeLease(lease, session));
  }

  examine(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]> {
    const { addresses } = this.#settings;
    return this.#call("examining", ctx, ({ connection, signal, clock }) =>
      examine(locations, { connection, addresses, known: this.#settings, signal, clock }),
    );
  }

  async close(): Promise<void> {
    // What is in flight ends now; the token is revoked over a connection that is left.
    await this.#authentication.close();
    this.#http.close();
  }

  #call<T>(task: string, ctx: CallContext, work: Work<T>): Promise<T> {
    const { signal, deadline } = ctx;
    this.#report = (report) => ctx.report(report);
    const { clock } = this.#host;
    const [connection, mounts] = [this.#connection, this.#mounts];
    return whileWanted((signal) => work({ connection, mounts, signal, clock }), {
      signal,
      deadline,
      clock,
      task: `${task} Vault at ${this.#cluster.address}`,
    });
  }

  #secretAt(path: string): SecretPath {
    return splitPath(path, this.#settings);
  }

  /** Where a secret is written or deleted whole. A field is a part of it, and the others would be lost. */
  #wholeAt(location: Location): SecretPath {
    if (location.field === undefined) return this.#writableAt(location);
    throw new SecretError("unsupported", `one field of "${location.path}" is not written or deleted so`, {
      hint: "patch the secret, or name it without a field",
    });
  }

  #writableAt({ path, version }: Location): SecretPath {
    const secret = this.#secretAt(path);
    if (this.#isDynamic(secret)) {
      throw new SecretError("unsupported", `"${path}" is made by Vault, and cannot be written`, {
        hint: "read it: every read makes new credentials",
      });
    }
    if (!version) return secret;
    throw new SecretError("invalid_ref", `a version of "${path}" never changes`, {
      hint: "name the secret without a version; deleting and restoring take one as an option",
    });
  }

  #prefixOf(prefix: string): SecretPath {
    const { mount } = this.#settings;
    const end = mountLength(prefix, this.#settings);
    if (end !== -1) return { mount: prefix.slice(0, end), path: prefix.slice(end + 1) };
    if (`${mount}/`.startsWith(prefix)) return { mount, path: "" };
    throw new SecretError("invalid_ref", `"${prefix}" names no mount of Vault`, {
      hint: `write the mount before the prefix, such as ${mount}/${prefix}`,
    });
  }

  #isDynamic({ mount }: SecretPath): boolean {
    return this.#settings.dynamic.includes(mount);
  }
}

function noVersions(path: string): SecretError {
  return new SecretError("unsupported", `"${path}" is made by Vault at each read, and has no versions`, {
    hint: "ask for it without a version",
  });
}
