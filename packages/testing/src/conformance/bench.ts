import { randomBytes } from "node:crypto";
import { formatReference, isSecretError, nodeHost, type SecretError, type Secrets } from "@claviger/core";
import type {
  CallContext,
  ConfiguredProvider,
  ErrorCode,
  Host,
  Location,
  Provider,
  ProviderDefinition,
  SecretRecord,
} from "@claviger/core/provider";
import type { LeakCanary } from "../leak-canary.ts";
import type { ConformanceHarness, SeedValue } from "./harness.ts";
import { type OpenProvider, openProvider } from "./open-provider.ts";
import { settlesWithin } from "./settles-within.ts";
import { SkippedCase } from "./skipped-case.ts";

/** A secret that a case stored. */
export interface Seeded {
  readonly name: string;
  readonly path: string;
  /** `secret://<provider>/<path>` */
  readonly reference: string;
}

/** How long a case waits for one call. */
export interface Patience {
  /** @default 15_000 */
  readonly ms?: number;
  readonly signal?: AbortSignal;
}

/** How long past its deadline a call is waited for before it is given up, in milliseconds. */
const graceMs = 1_000;

/** What one case works with. All that it opened is closed, and all that was said is searched for values, at its end. */
export class Bench {
  readonly harness: ConformanceHarness;
  readonly canary: LeakCanary;
  readonly host: Host;
  readonly configured: ConfiguredProvider;
  readonly #id = randomBytes(4).toString("hex");
  readonly #opened: OpenProvider[] = [];
  /** What the provider reported and core told. */
  readonly #said: unknown[] = [];
  #names = 0;

  constructor(
    harness: ConformanceHarness,
    given: { readonly canary: LeakCanary; readonly configured: ConfiguredProvider },
  ) {
    this.harness = harness;
    this.canary = given.canary;
    this.configured = given.configured;
    this.host = harness.host ?? nodeHost({ environment: "test" });
    this.open(given.configured);
  }

  get definition(): ProviderDefinition {
    return this.configured.definition;
  }

  /** The instance of `harness.provider()`, by its contract. */
  get provider(): Provider {
    return this.#first.provider;
  }

  /** The same instance, through the public type. */
  get secrets(): Secrets {
    return this.#first.secrets;
  }

  /** Opens another instance. */
  open(configured: ConfiguredProvider, host: Host = this.host): OpenProvider {
    const opened = openProvider(configured, { host, onEvent: (event) => this.#said.push(event) });
    this.#opened.push(opened);
    return opened;
  }

  /** What a case throws that has nothing to show here. */
  skipped(reason: string): SkippedCase {
    return new SkippedCase(reason);
  }

  /** A name that nothing has. */
  name(): string {
    this.#names += 1;
    return `conformance-${this.#id}-${this.#names}`;
  }

  /** Stores a value, or a new canary value, under a name, or a new one. */
  async seed(value: SeedValue = this.canary.value(), name: string = this.name()): Promise<Seeded> {
    const path = await this.harness.seed(name, value);
    return { name, path, reference: this.reference(path) };
  }

  /** `secret://<this provider>/<path>` */
  reference(path: string): string {
    const { definition, label } = this.configured;
    return formatReference({
      provider: label === undefined ? definition.name : `${definition.name}.${label}`,
      path,
    });
  }

  /** What a call of the contract gets. */
  context({ ms = 15_000, signal = new AbortController().signal }: Patience = {}): CallContext {
    return { signal, deadline: this.host.clock.now() + ms, report: (report) => this.#said.push(report) };
  }

  /** Reads by the contract. */
  async read(
    at: Location,
    { from = this.provider, ...patience }: Patience & { readonly from?: Provider } = {},
  ): Promise<SecretRecord | undefined> {
    if (!from.get) throw this.skipped("the provider has no get");
    const { ms = 15_000 } = patience;
    return await settlesWithin(from.get(at, this.context(patience)), ms + graceMs);
  }

  /**
   * The error of a call that has to fail, with one of these codes, a hint, and nothing secret in it.
   * @param what - for messages: `a read of a store that is down`
   */
  async failure(call: Promise<unknown>, what: string, ...codes: readonly ErrorCode[]): Promise<SecretError> {
    const outcome = await call.then(
      (value) => ({ answer: value === undefined ? "absent" : "a value" }),
      (error: unknown) => ({ error }),
    );
    if ("answer" in outcome)
      throw new Error(`${what} must fail with ${codes.join(" or ")}, and answered: ${outcome.answer}.`);
    const { error } = outcome;
    this.canary.assertNoLeak(error, `the error of ${what}`);
    if (!isSecretError(error)) {
      throw new Error(
        `${what} must fail with a SecretError, not with ${error instanceof Error ? error.name : typeof error}.`,
      );
    }
    if (!codes.includes(error.code)) {
      throw new Error(
        `${what} must fail with ${codes.join(" or ")}, not with ${error.code}: ${error.problem}.`,
      );
    }
    if (error.code !== "aborted" && error.errors.length === 0 && !error.hint) {
      throw new Error(`${what} fails without a hint that says what to do next: ${error.problem}.`);
    }
    return error;
  }

  /** Closes what was opened. @throws Error if a value was in a report or an event */
  async end(): Promise<void> {
    const closed = await Promise.allSettled(this.#opened.map(({ secrets }) => secrets.close()));
    for (const outcome of closed) if (outcome.status === "rejected") throw outcome.reason;
    this.canary.assertNoLeak(this.#said, "a report or an event");
  }

  get #first(): OpenProvider {
    const [first] = this.#opened;
    if (!first) throw new Error("Nothing is open.");
    return first;
  }
}
