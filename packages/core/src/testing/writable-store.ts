import type { Capabilities } from "../contract/capabilities.ts";
import type { CallContext } from "../contract/context.ts";
import { defineProvider } from "../contract/define-provider.ts";
import type { ConfiguredProvider } from "../contract/define-provider.ts";
import type { Ask, Location } from "../contract/location.ts";
import type { Provider } from "../contract/provider.ts";
import type { SecretInfo, SecretRecord } from "../contract/secret-record.ts";
import type { PutOptions, WritableValue } from "../contract/write.ts";
import { SecretError } from "../errors/secret-error.ts";

/** A store that keeps every version of what is written to it, and counts what it is asked. */
export class WritableStore {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** By path: the versions, the newest last; `undefined` where it was deleted. */
  readonly kept = new Map<string, (WritableValue | undefined)[]>();
  /** What was called, in order: `get a`, `put a`. */
  readonly calls: string[] = [];
  /** Runs before a call is answered. */
  before: ((call: string, ctx: CallContext) => void | Promise<void>) | undefined;
  locate: (ask: Ask) => readonly Location[] = ({ name }) => [{ path: name }];
  /** Which of the provider's methods there are. */
  methods: readonly (keyof Provider)[] = ["get", "put", "delete", "restore", "list", "versions"];

  constructor(name: string, capabilities: Partial<Capabilities> = {}) {
    this.name = name;
    this.capabilities = {
      values: ["text", "bytes", "fields"],
      versions: "ids",
      write: true,
      cas: true,
      ...capabilities,
    };
  }

  /** What is stored, without a call. */
  current(path: string): WritableValue | undefined {
    return this.kept.get(path)?.at(-1);
  }

  store(path: string, value: string | WritableValue): this {
    const versions = this.kept.get(path) ?? [];
    this.kept.set(path, [...versions, typeof value === "string" ? { type: "text", text: value } : value]);
    return this;
  }

  provider(label?: string): ConfiguredProvider {
    const factory = defineProvider({
      contract: 1,
      name: this.name,
      options: {},
      capabilities: this.capabilities,
      create: () => this.#create(),
    });
    return factory(label === undefined ? {} : { label });
  }

  #create(): Provider {
    const all: Partial<Provider> = {
      get: async (location, ctx) => this.#get(location, ctx),
      put: async ({ path }, value, options, ctx) => this.#put(path, value, options, ctx),
      patch: async ({ path }, changes, options, ctx) => {
        await this.#called("patch", path, ctx);
        const current = this.current(path);
        const isExpected = options.ifVersion === undefined || options.ifVersion === this.#version(path);
        if (current?.type !== "fields" || !isExpected)
          throw new SecretError("conflict", `${path} is not what was expected`, { hint: "read it again" });
        const fields = new Map<string, string>(Object.entries(current.fields));
        for (const [name, value] of Object.entries(changes)) {
          if (value === null) fields.delete(name);
          else fields.set(name, value);
        }
        this.store(path, { type: "fields", fields: Object.fromEntries(fields) });
        return { path, version: this.#version(path) ?? "" };
      },
      delete: async ({ path }, _, ctx) => {
        await this.#called("delete", path, ctx);
        if (this.current(path)) this.kept.get(path)?.push(undefined);
      },
      restore: async ({ path }, _, ctx) => {
        await this.#called("restore", path, ctx);
        this.kept.get(path)?.pop();
      },
      list: (prefix, ctx) => this.#list(prefix, ctx),
      versions: ({ path }, ctx) => this.#versions(path, ctx),
    };
    const had = Object.entries(all).filter(([method]) => this.methods.includes(method as keyof Provider));
    return { locate: (ask) => this.locate(ask), parse: (path) => ({ path }), ...Object.fromEntries(had) };
  }

  #version(path: string): string | undefined {
    return this.current(path) ? String(this.kept.get(path)?.length) : undefined;
  }

  async #called(method: string, path: string, ctx: CallContext): Promise<void> {
    this.calls.push(`${method} ${path}`);
    await this.before?.(`${method} ${path}`, ctx);
  }

  async #get({ path, version }: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    await this.#called("get", path, ctx);
    const versions = this.kept.get(path) ?? [];
    const number = version && "version" in version ? Number(version.version) : versions.length;
    const value = versions[number - 1];
    return value && { id: path, value, version: String(number) };
  }

  async #put(path: string, value: WritableValue, options: PutOptions, ctx: CallContext): Promise<SecretInfo> {
    await this.#called("put", path, ctx);
    const versions = this.kept.get(path) ?? [];
    const current = this.#version(path);
    const wrong = options.ifAbsent ? current !== undefined : (options.ifVersion ?? current) !== current;
    if (wrong)
      throw new SecretError("conflict", `${path} is not what was expected`, { hint: "read it again" });
    this.store(path, value);
    return { path, version: String(versions.length + 1) };
  }

  async *#list(prefix: string, ctx: CallContext): AsyncGenerator<SecretInfo> {
    await this.#called("list", prefix, ctx);
    for (const path of this.kept.keys()) if (path.startsWith(prefix)) yield { path };
  }

  async *#versions(path: string, ctx: CallContext): AsyncGenerator<SecretInfo> {
    await this.#called("versions", path, ctx);
    for (const index of (this.kept.get(path) ?? []).keys()) yield { path, version: String(index + 1) };
  }
}
