import {
  type CallContext,
  type Check,
  type DeleteOptions,
  type Host,
  isSecretError,
  type Location,
  type PutOptions,
  type SecretInfo,
  type SecretRecord,
  SecretError,
  type WritableValue,
  whileWanted,
} from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { CallSignals } from "./call-signals.ts";
import { examine, failed } from "./check.ts";
import { deleteSecret } from "./delete-secret.ts";
import { secretPages, versionPages } from "./list-secrets.ts";
import { readSecret } from "./read-secret.ts";
import { restoreSecret } from "./restore-secret.ts";
import { sdkLoader } from "./sdk.ts";
import { Session, Sessions } from "./session.ts";
import type { Settings } from "./settings.ts";
import { Transport } from "./transport-policy.ts";
import { trustedAuthorities } from "./trusted-authorities.ts";
import { patchSecret } from "./patch-secret.ts";
import { writeSecret } from "./write-secret.ts";

/** One vault that can be asked. Every call ends when its context does, or when the store is closed. */
export class Store {
  readonly #vault: string;
  readonly #host: Host;
  readonly #transport: Transport;
  readonly #sessions: Sessions;
  readonly #signals = new CallSignals();

  /** Opens no socket and imports no SDK: that is the first call's. */
  constructor(settings: Settings, host: Host) {
    this.#vault = settings.vault;
    this.#host = host;
    this.#transport = new Transport(trustedAuthorities(settings.cacert, host));
    const loadSdk = sdkLoader();
    this.#sessions = new Sessions(async () =>
      Session.open(settings, { sdk: await loadSdk(), host, transport: this.#transport }),
    );
  }

  read(location: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    return this.#call(`reading "${location.path}"`, { ctx, work: (call) => readSecret(location, call) });
  }

  write(
    location: Location,
    given: { readonly value: WritableValue; readonly options: PutOptions; readonly ctx: CallContext },
  ): Promise<SecretInfo> {
    const { value, options, ctx } = given;
    const work = (call: Call): Promise<SecretInfo> => writeSecret(location, { value, options, call });
    return this.#call(`writing "${location.path}"`, { ctx, work });
  }

  patch(
    location: Location,
    given: {
      readonly fields: Readonly<Record<string, string | null>>;
      readonly options: Pick<PutOptions, "ifVersion">;
      readonly ctx: CallContext;
    },
  ): Promise<SecretInfo> {
    const { fields, options, ctx } = given;
    const work = (call: Call): Promise<SecretInfo> => patchSecret(location, { fields, options, call });
    return this.#call(`changing fields of "${location.path}"`, { ctx, work });
  }

  delete(location: Location, options: DeleteOptions, ctx: CallContext): Promise<void> {
    const work = (call: Call): Promise<void> => deleteSecret(location, { options, call });
    return this.#call(`deleting "${location.path}"`, { ctx, work });
  }

  restore(location: Location, version: string | undefined, ctx: CallContext): Promise<void> {
    const work = (call: Call): Promise<void> => restoreSecret(location, { version, call });
    return this.#call(`recovering "${location.path}"`, { ctx, work });
  }

  async examine(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]> {
    try {
      return await this.#call("looking around", { ctx, work: (call) => examine(locations, call) });
    } catch (error) {
      // A session that cannot be opened is a finding, too.
      if (isSecretError(error, "not_configured")) return [failed("configuration", error)];
      throw error;
    }
  }

  list(prefix: string, ctx: CallContext): AsyncGenerator<SecretInfo> {
    return this.#listing("listing secrets", { ctx, open: (call) => secretPages(prefix, call) });
  }

  versions(location: Location, ctx: CallContext): AsyncGenerator<SecretInfo> {
    const task = `listing versions of "${location.path}"`;
    return this.#listing(task, { ctx, open: (call) => versionPages(location.path, call) });
  }

  close(): void {
    this.#signals.close(new SecretError("aborted", "the Azure provider was closed"));
    this.#transport.close();
  }

  /** A page is fetched when it is asked for; each ends with the caller's time. */
  async *#listing(task: string, { ctx, open }: ListingCall): AsyncGenerator<SecretInfo> {
    const { signal, end } = this.#signals.link(ctx.signal);
    try {
      const first = async (call: Call) => {
        const pages = open({ ...call, signal });
        return { pages, page: await pages.next() };
      };
      let { pages, page } = await this.#call(task, { ctx, work: first });
      while (!page.done) {
        yield* page.value;
        page = await this.#whileWanted(task, { ctx, work: () => pages.next() });
      }
    } finally {
      // A request in flight is of no more use.
      end();
    }
  }

  #call<T>(
    task: string,
    { ctx, work }: { readonly ctx: CallContext; readonly work: (call: Call) => Promise<T> },
  ): Promise<T> {
    const [vault, { clock }] = [this.#vault, this.#host];
    const report: Call["report"] = (told) => ctx.report(told);
    return this.#whileWanted(task, {
      ctx,
      work: (signal) => this.#sessions.use((session) => work({ session, vault, clock, signal, report })),
    });
  }

  async #whileWanted<T>(
    task: string,
    { ctx, work }: { readonly ctx: CallContext; readonly work: (signal: AbortSignal) => Promise<T> },
  ): Promise<T> {
    const { signal, end } = this.#signals.link(ctx.signal);
    try {
      return await whileWanted(work, {
        signal,
        deadline: ctx.deadline,
        clock: this.#host.clock,
        task: `${task} in Key Vault at ${this.#vault}`,
      });
    } finally {
      end();
    }
  }
}

interface ListingCall {
  readonly ctx: CallContext;
  readonly open: (call: Call) => AsyncGenerator<readonly SecretInfo[]>;
}
