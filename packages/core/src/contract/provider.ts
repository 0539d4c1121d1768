import type { Answer } from "./answer.ts";
import type { Check } from "./check.ts";
import type { CallContext } from "./context.ts";
import type { Lease } from "./lease.ts";
import type { Ask, Location } from "./location.ts";
import type { SecretInfo, SecretRecord } from "./secret-record.ts";
import type { DeleteOptions, PutOptions, StageMove, WritableValue } from "./write.ts";

/**
 * One configured connection to a store. Every method but `locate` and `parse` is optional: what is missing is
 * `unsupported`. Core owns caching, single-flight, retries, batching, naming and fallback, so that a provider is a
 * translation and no more.
 *
 * - Absence is `undefined` (or `absent`), never an exception, and an exception is never read as absence. It counts only
 *   if the reply proves that store, mount, namespace and name were all understood.
 * - What is thrown is a `SecretError`; anything else is reported as `internal`.
 * - `ctx.signal` and `ctx.deadline` are honoured by every call.
 */
export interface Provider {
  /** Where a name would be: tried in order, and `[]` where this store cannot hold it. Pure and offline. */
  locate(ask: Ask): readonly Location[];
  /** Where a reference's path points. Pure and offline. @throws SecretError `invalid_ref` */
  parse(path: string): Location;

  get?(location: Location, ctx: CallContext): Promise<SecretRecord | undefined>;
  /** One answer for each location, in order. */
  getMany?(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<SecretRecord>[]>;
  versions?(location: Location, ctx: CallContext): AsyncIterable<SecretInfo>;
  list?(prefix: string, ctx: CallContext): AsyncIterable<SecretInfo>;

  /** Resolves to what was written: its version, where the store has versions. */
  put?(location: Location, value: WritableValue, options: PutOptions, ctx: CallContext): Promise<SecretInfo>;
  /** Changes the named fields and keeps the others; `null` removes one. */
  patch?(
    location: Location,
    fields: Readonly<Record<string, string | null>>,
    options: Pick<PutOptions, "ifVersion">,
    ctx: CallContext,
  ): Promise<SecretInfo>;
  delete?(location: Location, options: DeleteOptions, ctx: CallContext): Promise<void>;
  restore?(location: Location, options: { readonly version?: string }, ctx: CallContext): Promise<void>;
  setStage?(location: Location, stage: string, move: StageMove, ctx: CallContext): Promise<void>;

  /** The cheap "what version is it now?", one answer for each location, in order. */
  probe?(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<string>[]>;
  /** Push, where the store has it: `onChange` gets the paths that changed. */
  watch?(
    locations: readonly Location[],
    onChange: (paths: readonly string[]) => void,
    ctx: CallContext,
  ): Disposable;
  renew?(lease: Lease, ctx: CallContext): Promise<Lease>;
  revoke?(lease: Lease, ctx: CallContext): Promise<void>;

  /** Reachability, identity and permission, for `doctor`. */
  check?(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]>;
  /** The least privilege for those locations, in the store's own language. Pure and offline. */
  policy?(locations: readonly Location[], purpose: "read" | "write" | "rotate"): string;
  /** Ends sockets and timers. Calls in flight may fail with `aborted`. */
  close?(): Promise<void>;
}
