import type { ConfigurationVariables } from "../contract/configuration-variables.ts";

/**
 * The variables that configure claviger: the process's own, then those of `.env` files. An empty one counts as unset, so
 * that `AWS_SECRET_NAME=` means "use local".
 */
export class Variables {
  readonly #process: Readonly<Record<string, string | undefined>>;
  readonly #files: ConfigurationVariables;

  constructor(
    process: Readonly<Record<string, string | undefined>>,
    files: ConfigurationVariables = { values: {}, origin: {} },
  ) {
    this.#process = process;
    this.#files = files;
  }

  get(name: string): string | undefined {
    const own = this.#process[name];
    // Not `undefined` alone: an environment inherits what every object does, such as `constructor`.
    if (typeof own === "string") return own === "" ? undefined : own;
    return (Object.hasOwn(this.#files.values, name) && this.#files.values[name]) || undefined;
  }

  /** The first of several names that is set. */
  first(names: readonly string[]): { readonly name: string; readonly value: string } | undefined {
    for (const name of names) {
      const value = this.get(name);
      if (value !== undefined) return { name, value };
    }
    return undefined;
  }

  /** Where a variable was found, for messages: `the environment` or `.env:3`. */
  origin(name: string): string {
    const own = this.#process[name];
    if (typeof own === "string") return "the environment";
    return this.#files.origin[name] ?? "the environment";
  }

  names(): string[] {
    const all = new Set([...Object.keys(this.#process), ...Object.keys(this.#files.values)]);
    return [...all].filter((name) => this.get(name) !== undefined);
  }
}
