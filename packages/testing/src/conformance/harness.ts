import type { ConfiguredProvider, Host } from "@claviger/core/provider";
import type { LeakCanary } from "../leak-canary.ts";
import type { ServerFaults } from "./server-faults.ts";

/** What a harness is asked to store. A store of texts keeps fields as a JSON object. */
export type SeedValue = string | Uint8Array | Readonly<Record<string, string>>;

/**
 * The author's side of the suite: a store that can be filled, and providers that read it. `provider`, `seed` and `close`
 * are enough for a simple store. What an optional member would show is skipped without it, with that as the reason.
 *
 * Cases run one after the other.
 */
export interface ConformanceHarness {
  /** A provider that may do everything. Called at least once for each case. */
  provider(): ConfiguredProvider | Promise<ConfiguredProvider>;
  /**
   * Stores a value where the provider finds it by that name: under the naming rule of `provider()`.
   *
   * @param name - such as `conformance-1f0a-3`; in a few cases an odd one, which the store may refuse: reject then
   * @returns its path, as `parse` takes it
   */
  seed(name: string, value: SeedValue): Promise<string>;
  /** Ends what the set-up started. */
  close(): Promise<void>;

  /** What the providers see of the world. @default the process's own, in the environment `test` */
  readonly host?: Host;
  /** Gives a secret that was seeded a new value; the one before stays as a version. */
  newVersion?(path: string, value: SeedValue): Promise<void>;
  /** Deletes a secret that was seeded. @returns what a read of it must answer from then on */
  remove?(path: string): Promise<"absent" | "deleted">;
  /**
   * A provider whose identity is known and may not read what `seed` stores. Where identities come from the process
   * (variables, files), this and `provider()` may change them: the case makes no other provider meanwhile.
   */
  deniedProvider?(): ConfiguredProvider | Promise<ConfiguredProvider>;
  /** A provider whose credentials are refused. Make them with the canary, so that they are looked for in the error. */
  wrongCredentials?(): ConfiguredProvider | Promise<ConfiguredProvider>;
  /** The connection between provider and store; `startFaultProxy` makes one for HTTP. */
  readonly server?: ServerFaults;
  /** How many secrets are certainly more than one page of a listing. @default 25 */
  readonly manyNames?: number;
  /** The path of a location that makes a new value with a lease at each read. */
  readonly mintingPath?: string;
}

/**
 * Makes the harness, once for the suite.
 *
 * @param canary - `canary.watch` each real credential, and make wrong ones with `canary.value()`
 */
export type ConformanceSetup = (canary: LeakCanary) => ConformanceHarness | Promise<ConformanceHarness>;
