import type { Answer } from "../../contract/answer.ts";
import type { CallContext } from "../../contract/context.ts";
import { type ConfiguredProvider, defineProvider } from "../../contract/define-provider.ts";
import type { Location } from "../../contract/location.ts";
import type { Provider } from "../../contract/provider.ts";
import type { SecretRecord } from "../../contract/secret-record.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import { isSecretError, SecretError } from "../../errors/secret-error.ts";
import type { FakeClock } from "../../testing/fake-clock.ts";
import type { Moments, Observation, Said } from "./observation.ts";

/** How a store as a whole is doing: it answers, after some milliseconds or never, or fails. */
export type Mode = { readonly delayMs: number } | { readonly fails: ErrorCode } | "hangs";

/** What a store has under a name. */
export type Kept = { readonly kind: "value" } | { readonly kind: "absent" } | { readonly fails: ErrorCode };

export const names = ["a", "b"] as const;

export interface StoreShape {
  /** All names are fields of one secret. */
  readonly bundled: boolean;
  readonly batches: boolean;
}

/** A store that remembers everything it ever said, and to which question. */
export class ModelledStore {
  readonly id: string;
  readonly observations = new Map<string, Observation[]>();
  mode: Mode = { delayMs: 0 };
  readonly #shape: StoreShape;
  readonly #kept = new Map<string, Said>();
  readonly #moments: Moments;
  readonly #underWay = new Map<string, Set<{ alone: boolean }>>();
  clock: FakeClock | undefined;
  #written = 0;

  constructor(id: string, shape: StoreShape, moments: Moments) {
    this.id = id;
    this.#shape = shape;
    this.#moments = moments;
  }

  keep(name: string, kept: Kept): void {
    if ("fails" in kept) this.#kept.set(name, { kind: "failed", code: kept.fails });
    else if (kept.kind === "absent") this.#kept.delete(name);
    else this.#kept.set(name, { kind: "value", tag: `hunter2-${this.id}-${name}-${++this.#written}` });
  }

  /** Where a name is, as a reference of the chain names it. */
  reference(name: string): string {
    return `secret://${this.id}/${this.#shape.bundled ? "app" : name}`;
  }

  /** The names whose answers change with one of them. */
  beside(name: string): readonly string[] {
    return this.#shape.bundled ? names : [name];
  }

  /** What it said of a name, oldest first. */
  said(key: string): readonly Observation[] {
    return this.observations.get(key) ?? [];
  }

  provider(): ConfiguredProvider {
    const { bundled, batches } = this.#shape;
    const get: Provider["get"] = (location, ctx) => this.#get(location, ctx);
    return defineProvider({
      contract: 1,
      name: this.id,
      options: {},
      capabilities: { values: ["text", "fields"], versions: "ids", batchSize: 2, write: true },
      create: () => ({
        locate: ({ name, as }) => {
          if (!bundled) return [{ path: name }];
          return as === "bundle" ? [] : [{ path: "app", field: name, derived: true }];
        },
        parse: (path) => ({ path }),
        get,
        put: async ({ path }) => {
          await this.#change();
          for (const name of this.#namesAt(path)) this.keep(name, { kind: "value" });
          return { path };
        },
        delete: async ({ path }) => {
          await this.#change();
          for (const name of this.#namesAt(path)) this.keep(name, { kind: "absent" });
        },
        ...(batches ? { getMany: (locations, ctx) => this.#getMany(locations, ctx) } : {}),
      }),
    })();
  }

  #namesAt(path: string): readonly string[] {
    return this.#shape.bundled ? names : [path];
  }

  /** How a change goes: like an answer. */
  async #change(): Promise<void> {
    const { mode } = this;
    if (mode === "hangs") await new Promise(() => {});
    else if ("fails" in mode) throw new SecretError(mode.fails, `${this.id} says ${mode.fails}`);
    else if (mode.delayMs > 0) await this.#wait(mode.delayMs);
  }

  #getMany(locations: readonly Location[], ctx: CallContext): Promise<Answer<SecretRecord>[]> {
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
    const pinned = version && "version" in version ? `@${version.version}` : "";
    const keys = this.#shape.bundled ? names.map((name) => name + pinned) : [path + pinned];
    const asked = this.#moments.next();
    const calls = keys.map((key) => this.#depart(key));
    const { mode } = this;
    if (mode === "hangs") return new Promise(() => {});
    if ("delayMs" in mode && mode.delayMs > 0) await this.#wait(mode.delayMs);
    const answers = keys.map((key) => this.#answer(key));
    for (const [index, said] of answers.entries()) {
      const key = keys[index] ?? "";
      const call = calls[index];
      if (!call) continue;
      this.#underWay.get(key)?.delete(call);
      // What nobody waits for any more was not said to anybody.
      if (!ctx.signal.aborted) this.#note(key, { said, asked, alone: call.alone });
    }
    return this.#record(path, keys, answers);
  }

  #depart(key: string): { alone: boolean } {
    const others = this.#underWay.get(key) ?? new Set();
    const call = { alone: others.size === 0 };
    for (const other of others) other.alone = false;
    others.add(call);
    this.#underWay.set(key, others);
    return call;
  }

  #note(key: string, { said, asked, alone }: Pick<Observation, "said" | "asked" | "alone">): void {
    const observation = {
      said,
      asked,
      alone,
      answered: this.#moments.next(),
      at: this.clock?.monotonic() ?? 0,
    };
    this.observations.set(key, [...this.said(key), observation]);
  }

  #answer(key: string): Said {
    const { mode } = this;
    if (mode !== "hangs" && "fails" in mode) return { kind: "failed", code: mode.fails };
    const { bundled } = this.#shape;
    const [name = "", version] = key.split("@");
    const kept = this.#kept.get(name);
    if (kept?.kind === "value" && version !== undefined)
      return { kind: "value", tag: `${kept.tag}@${version}` };
    if (!kept || (bundled && kept.kind === "failed")) return { kind: "absent", inBundle: bundled };
    return kept;
  }

  #record(path: string, keys: readonly string[], answers: readonly Said[]): SecretRecord | undefined {
    const failed = answers.find((said) => said.kind === "failed");
    if (failed?.kind === "failed") throw new SecretError(failed.code, `${this.id} says ${failed.code}`);
    const found = answers.flatMap((said, index) =>
      said.kind === "value" ? [[(keys[index] ?? "").split("@")[0] ?? "", said.tag] as const] : [],
    );
    if (this.#shape.bundled) {
      return { id: path, value: { type: "fields", fields: Object.fromEntries(found) } };
    }
    const [only] = found;
    return only && { id: path, value: { type: "text", text: JSON.stringify({ tag: only[1] }) } };
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock?.after(ms, resolve);
    });
  }
}
