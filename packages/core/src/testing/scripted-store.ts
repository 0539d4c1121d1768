import type { Answer as BatchAnswer } from "../contract/answer.ts";
import type { Capabilities } from "../contract/capabilities.ts";
import type { CallContext } from "../contract/context.ts";
import { defineProvider } from "../contract/define-provider.ts";
import type { ConfiguredProvider, InstanceOptions } from "../contract/define-provider.ts";
import type { Lease } from "../contract/lease.ts";
import type { Ask, Location } from "../contract/location.ts";
import type { Provider } from "../contract/provider.ts";
import type { SecretRecord, SecretValue } from "../contract/secret-record.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";

/** Never answers. */
export const hang = Symbol("hang");

/** What a scripted store does when it is asked for a path: a text is a value. */
export type Answer =
  | string
  | SecretValue
  | SecretRecord
  | {
      readonly fails: ErrorCode;
      /** In seconds. */
      readonly retryAfter?: number;
    }
  | typeof hang
  | undefined;

/** An answer that is decided, or waited for, at each call. */
export type Script = () => Answer | Promise<Answer>;

/** A store that a test writes: real contract, scripted answers, every call counted. */
export class ScriptedStore {
  /** By path. */
  readonly answers = new Map<string, Answer | Script>();
  /** The paths that were read, in order. */
  readonly calls: string[] = [];
  /** The paths of each call that was for several. */
  readonly batches: (readonly string[])[] = [];
  readonly contexts: CallContext[] = [];
  /** When set, answers wait for it. */
  gate: Promise<void> | undefined;
  closed = 0;
  /** Where names are; the naming rule of the test. */
  locate: (ask: Ask) => readonly Location[] = ({ name }) => [{ path: name }];
  /** Where a reference's path points. */
  parse: (path: string) => Location = (path) => ({ path });
  /** Set before the chain is made: it can be asked for several at once. */
  takesBatches = false;
  renew: ((lease: Lease, ctx: CallContext) => Promise<Lease>) | undefined;
  revoke: ((lease: Lease, ctx: CallContext) => Promise<void>) | undefined;
  readonly name: string;
  readonly capabilities: Capabilities;

  constructor(name: string, capabilities: Partial<Capabilities> = {}) {
    this.name = name;
    this.capabilities = { values: ["text", "bytes", "fields"], versions: "ids", ...capabilities };
  }

  set(path: string, answer: Answer | Script): this {
    this.answers.set(path, answer);
    return this;
  }

  /** How often a path was read. */
  reads(path: string): number {
    return this.calls.filter((call) => call === path).length;
  }

  provider(label?: string, options: InstanceOptions = {}): ConfiguredProvider {
    const factory = defineProvider({
      contract: 1,
      name: this.name,
      options: {},
      capabilities: this.capabilities,
      create: () => this.#create(),
    });
    return factory({ ...options, ...(label === undefined ? {} : { label }) });
  }

  #create(): Provider {
    return {
      locate: (ask) => this.locate(ask),
      parse: (path) => this.parse(path),
      get: (location, ctx) => this.#get(location, ctx),
      ...(this.takesBatches ? { getMany: (locations, ctx) => this.#getMany(locations, ctx) } : {}),
      ...(this.renew ? { renew: async (lease, ctx) => (await this.renew?.(lease, ctx)) ?? lease } : {}),
      ...(this.revoke ? { revoke: async (lease, ctx) => this.revoke?.(lease, ctx) } : {}),
      close: async () => {
        this.closed++;
      },
    };
  }

  #getMany(locations: readonly Location[], ctx: CallContext): Promise<BatchAnswer<SecretRecord>[]> {
    this.batches.push(locations.map(({ path }) => path));
    return Promise.all(
      locations.map(async (location) => {
        try {
          const value = await this.#get(location, ctx);
          return value === undefined ? { status: "absent" } : { status: "found", value };
        } catch (error) {
          if (isSecretError(error)) return { status: "error", error };
          throw error;
        }
      }),
    );
  }

  async #get({ path, version }: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    const asked = version ? `${path}@${"version" in version ? version.version : version.stage}` : path;
    this.calls.push(asked);
    this.contexts.push(ctx);
    await this.gate;
    const scripted = this.answers.get(asked);
    const answer = typeof scripted === "function" ? await scripted() : scripted;
    if (answer === hang) return new Promise(() => {});
    if (answer === undefined) return undefined;
    if (typeof answer === "string") return { id: path, value: { type: "text", text: answer } };
    if ("fails" in answer) {
      const { fails, retryAfter } = answer;
      throw new SecretError(fails, `${this.name} says ${fails}`, { hint: "mend it", retryAfter });
    }
    return "id" in answer ? answer : { id: path, value: answer };
  }
}
