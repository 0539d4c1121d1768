import type { Capabilities } from "../contract/capabilities.ts";
import type { CallContext } from "../contract/context.ts";
import { defineProvider } from "../contract/define-provider.ts";
import type { ConfiguredProvider } from "../contract/define-provider.ts";
import type { Ask, Location } from "../contract/location.ts";
import type { SecretRecord, SecretValue } from "../contract/secret-record.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { SecretError } from "../errors/secret-error.ts";

/** Never answers. */
export const hang = Symbol("hang");

/** What a scripted store does when it is asked for a path: a text is a value. */
export type Answer =
  | string
  | SecretValue
  | SecretRecord
  | { readonly fails: ErrorCode }
  | typeof hang
  | undefined;

/** A store that a test writes: real contract, scripted answers, every call counted. */
export class ScriptedStore {
  /** By path. */
  readonly answers = new Map<string, Answer>();
  /** The paths that were read, in order. */
  readonly calls: string[] = [];
  readonly contexts: CallContext[] = [];
  /** When set, answers wait for it. */
  gate: Promise<void> | undefined;
  closed = 0;
  /** Where names are; the naming rule of the test. */
  locate: (ask: Ask) => readonly Location[] = ({ name }) => [{ path: name }];
  readonly name: string;
  readonly capabilities: Capabilities;

  constructor(name: string, capabilities: Partial<Capabilities> = {}) {
    this.name = name;
    this.capabilities = { values: ["text", "bytes", "fields"], versions: "ids", ...capabilities };
  }

  set(path: string, answer: Answer): this {
    this.answers.set(path, answer);
    return this;
  }

  /** How often a path was read. */
  reads(path: string): number {
    return this.calls.filter((call) => call === path).length;
  }

  provider(label?: string): ConfiguredProvider {
    const factory = defineProvider({
      contract: 1,
      name: this.name,
      options: {},
      capabilities: this.capabilities,
      create: () => ({
        locate: (ask) => this.locate(ask),
        parse: (path) => ({ path }),
        get: (location, ctx) => this.#get(location, ctx),
        close: async () => {
          this.closed++;
        },
      }),
    });
    return factory(label === undefined ? {} : { label });
  }

  async #get({ path, version }: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    const asked = version ? `${path}@${"version" in version ? version.version : version.stage}` : path;
    this.calls.push(asked);
    this.contexts.push(ctx);
    await this.gate;
    const answer = this.answers.get(asked);
    if (answer === hang) return new Promise(() => {});
    if (answer === undefined) return undefined;
    if (typeof answer === "string") return { id: path, value: { type: "text", text: answer } };
    if ("fails" in answer)
      throw new SecretError(answer.fails, `${this.name} says ${answer.fails}`, { hint: "mend it" });
    return "id" in answer ? answer : { id: path, value: answer };
  }
}
