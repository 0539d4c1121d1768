import type { Attempt } from "../../errors/attempt.ts";
import { isSecretError } from "../../errors/secret-error.ts";
import type { SecretsEvent } from "../../events/secrets-event.ts";
import { nodeHost } from "../../host/node-host.ts";
import { createSecrets } from "../../secrets/create-secrets.ts";
import type { Secrets } from "../../secrets/secrets.ts";
import { FakeClock, settled } from "../../testing/fake-clock.ts";
import { forbidden, type Setting } from "./allowed.ts";
import { ModelledStore, names } from "./modelled-store.ts";
import { Moments } from "./observation.ts";
import type { Command, Program } from "./program.ts";
import type { Ended, Outcome, Read } from "./read.ts";

const ids = ["one", "two", "three", "four"];

/** Runs a program against a real chain, and says what the chain did that it may not do. */
export async function runProgram(program: Program): Promise<readonly string[]> {
  const world = new World(program);
  for (const command of program.commands) await world.step(command);
  return await world.end();
}

class World {
  readonly #clock = new FakeClock();
  readonly #moments = new Moments();
  readonly #stores: readonly ModelledStore[];
  readonly #setting: Setting;
  readonly #secrets: Secrets;
  readonly #events: SecretsEvent[] = [];
  readonly #underWay = new Set<Read>();
  /** Reads that were aborted while others were under way, which may be waiting for the same call still. */
  readonly #left = new Set<Read>();
  readonly #clearedAt = new Map<string, number>();
  /** By store, then by name: when it was last written or deleted through the chain. */
  readonly #changedAt = new Map<string, Map<string, number>>();
  #changesUnderWay = 0;
  readonly #wrong: string[] = [];
  /** Everything that describes reads: no value may be in it. */
  readonly #told: unknown[] = [];
  #closed = false;

  constructor({ layers, fallback, cache, random }: Program) {
    const shapes = layers.flat();
    const stores = shapes.map((shape, index) => new ModelledStore(ids[index] ?? "", shape, this.#moments));
    for (const store of stores) store.clock = this.#clock;
    let next = 0;
    const members = layers.map((layer) => stores.slice(next, (next += layer.length)));
    this.#stores = stores;
    const bundled = (store: ModelledStore): boolean => shapes[stores.indexOf(store)]?.bundled ?? false;
    this.#setting = { layers: members, bundled, fallback, cache };
    this.#secrets = createSecrets({
      providers: members.map((layer) => {
        const [first, ...others] = layer.map((store) => store.provider());
        return first && others.length === 0 ? first : { replicas: layer.map((store) => store.provider()) };
      }),
      fallback,
      cache,
      host: nodeHost({ env: {}, clock: this.#clock, random: () => random }),
      onEvent: (event) => this.#events.push(event),
    });
  }

  async step(command: Command): Promise<void> {
    if (command.do === "read") this.#read(command.name, command.how);
    if (command.do === "write") this.#store(command.store).keep(command.name, command.kept);
    if (command.do === "set" || command.do === "delete") void this.#change(command);
    if (command.do === "mode") this.#store(command.store).mode = command.mode;
    if (command.do === "pass") await this.#pass(command.ms);
    if (command.do === "clear") this.#clear(command.name);
    if (command.do === "abort") [...this.#underWay][command.which]?.abort.abort(new Error("hunter2"));
    if (command.do === "close") await this.#close();
    await this.#calm();
  }

  /** Lets everything come to its end, and says what was wrong. */
  async end(): Promise<readonly string[]> {
    await this.#pass(16_000);
    for (const { name, how } of this.#underWay) this.#wrong.push(`${how} of ${name} never ended`);
    await this.#pass(15_000);
    if (this.#changesUnderWay > 0) this.#wrong.push("a change never ended");
    await this.#close();
    await this.#calm();
    if (this.#clock.pending > 0) this.#wrong.push(`${this.#clock.pending} timers are left after close`);
    const told = JSON.stringify([this.#events, this.#told, this.#secrets.stats()]);
    if (told.includes("hunter2")) this.#wrong.push("a value was told");
    return this.#wrong;
  }

  async #pass(ms: number): Promise<void> {
    for (let left = ms; left > 0;) {
      const step = Math.min(left, this.#clock.untilNext);
      await this.#clock.advance(step);
      await this.#calm();
      left -= step;
    }
  }

  /** Lets all that can happen without time do so: a batch is collected over a few turns of the event loop. */
  async #calm(): Promise<void> {
    for (let turns = 0, before = -1; turns < 4; turns++) {
      await settled();
      const now = this.#moments.count;
      if (now !== before) turns = 0;
      before = now;
    }
  }

  #store(index: number): ModelledStore {
    const store = this.#stores[index % this.#stores.length];
    if (!store) throw new RangeError("a chain has at least one store");
    return store;
  }

  #clear(name: string | undefined): void {
    const moment = this.#moments.next();
    for (const one of name === undefined ? names : [name]) this.#clearedAt.set(one, moment);
    this.#secrets.clear(name);
  }

  async #change({ do: how, store: index, name }: Extract<Command, { do: "set" | "delete" }>): Promise<void> {
    const store = this.#store(index);
    const reference = store.reference(name);
    this.#changesUnderWay++;
    try {
      await (how === "set" ? this.#secrets.set(reference, "hunter2") : this.#secrets.delete(reference));
    } catch (error) {
      if (!isSecretError(error)) throw error;
      this.#told.push(error, String(error));
    }
    this.#changesUnderWay--;
    // Whatever came of it: what was known of the secret is known no more.
    const moment = this.#moments.next();
    const changes = this.#changedAt.get(store.id) ?? new Map<string, number>();
    for (const one of store.beside(name)) changes.set(one, moment);
    this.#changedAt.set(store.id, changes);
  }

  async #close(): Promise<void> {
    this.#closed = true;
    for (const read of this.#underWay) read.closed = true;
    await this.#secrets.close();
  }

  #read(name: string, how: Read["how"]): void {
    const began = this.#moments.next();
    const refreshes = [...this.#underWay, ...this.#left].filter((other) => other.how === "refresh");
    const read: Read = {
      name,
      how,
      began,
      refreshSince: Math.min(began, ...refreshes.map((other) => other.refreshSince)),
      clearedAt: this.#clearedAt.get(name) ?? 0,
      changedAt: new Map([...this.#changedAt].map(([store, changes]) => [store, changes.get(name) ?? 0])),
      startedAt: this.#clock.monotonic(),
      abort: new AbortController(),
      closed: this.#closed,
    };
    this.#underWay.add(read);
    void this.#watch(read);
  }

  async #watch(read: Read): Promise<void> {
    const outcome = await this.#outcome(read);
    this.#underWay.delete(read);
    if (read.abort.signal.aborted) this.#left.add(read);
    if (this.#underWay.size === 0) this.#left.clear();
    if (!outcome) return;
    const ended: Ended = {
      read,
      outcome,
      ended: this.#moments.next(),
      endedAt: this.#clock.monotonic(),
      anyClearedAt: Math.max(
        0,
        ...this.#clearedAt.values(),
        ...[...this.#changedAt.values()].flatMap((changes) => [...changes.values()]),
      ),
    };
    const reason = forbidden(this.#setting, ended);
    if (reason) this.#wrong.push(`${read.how} of ${read.name} → ${JSON.stringify(outcome)}: ${reason}`);
  }

  async #outcome({ name, how, abort: { signal } }: Read): Promise<Outcome | undefined> {
    try {
      if (how === "explain") return this.#explained(await this.#secrets.explain(name, { signal }));
      if (how === "bundle") return valueOf((await this.#secrets.getBundle(name, { signal }))["tag"]);
      const value = await this.#secrets.get(name, {
        signal,
        refresh: how === "refresh",
        version: how === "pinned" ? "1" : undefined,
        required: how !== "optional",
        default: how === "default" ? "the default" : undefined,
      });
      return value === undefined || value === "the default" ? { kind: "nothing" } : valueOf(value);
    } catch (error) {
      if (!isSecretError(error)) throw error;
      this.#told.push(error, String(error));
      const { code, provider, attempts } = error;
      return { kind: "failed", code, provider, attempts };
    }
  }

  #explained(explanation: Awaited<ReturnType<Secrets["explain"]>>): Outcome | undefined {
    this.#told.push(explanation);
    const { outcome, error } = explanation;
    if (outcome === "found" || !error) return undefined;
    const attempts: readonly Attempt[] = explanation.attempts.filter(({ answer }) => answer !== "not_asked");
    return { kind: "failed", code: error.code, provider: error.provider, attempts };
  }
}

function valueOf(text: string | undefined): Outcome {
  const tag = text?.startsWith("{") ? (JSON.parse(text) as { tag: string }).tag : text;
  return { kind: "value", tag: tag ?? "" };
}
