import fc from "fast-check";
import type { CacheOptions } from "../../secrets/create-secrets-options.ts";
import type { Fallback } from "../../chain/decision-table.ts";
import { type Kept, type Mode, names, type StoreShape } from "./modelled-store.ts";

/** How a name is read. */
export type Reading = "plain" | "refresh" | "default" | "optional" | "pinned" | "bundle" | "explain";

/** One step of a program. */
export type Command =
  | { readonly do: "read"; readonly name: string; readonly how: Reading }
  /** What the store has changes behind our back. */
  | { readonly do: "write"; readonly store: number; readonly name: string; readonly kept: Kept }
  /** It is written, or deleted, through the chain. */
  | { readonly do: "set" | "delete"; readonly store: number; readonly name: string }
  | { readonly do: "mode"; readonly store: number; readonly mode: Mode }
  | { readonly do: "pass"; readonly ms: number }
  | { readonly do: "clear"; readonly name: string | undefined }
  /** Ends one of the reads that are under way. */
  | { readonly do: "abort"; readonly which: number }
  | { readonly do: "close" };

/** A chain and what happens to it. */
export interface Program {
  /** The layers, each with its members. */
  readonly layers: readonly (readonly StoreShape[])[];
  readonly fallback: Fallback;
  readonly cache: Required<Pick<CacheOptions, "ttl" | "staleTtl" | "absentTtl">>;
  /** For jitter. */
  readonly random: number;
  readonly commands: readonly Command[];
}

// A few things happen often to the same secret, rather than everything once to each.
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constant(names[0]) },
  { weight: 1, arbitrary: fc.constant(names[1]) },
);
const store = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.nat(3) },
);
const value = fc.constant<Kept>({ kind: "value" });

const kept = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 2, arbitrary: fc.constant<Kept>({ kind: "absent" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      fails: fc.constantFrom("denied", "deleted", "disabled", "unavailable", "decode"),
    }),
  },
);

const mode = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Mode>({ delayMs: 0 }) },
  { weight: 2, arbitrary: fc.record({ delayMs: fc.constantFrom(100, 499, 501, 1_500, 3_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      fails: fc.constantFrom("unavailable", "throttled", "timeout", "denied", "auth_failed"),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Mode>("hangs") },
);

const how = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Reading>("plain") },
  { weight: 3, arbitrary: fc.constant<Reading>("refresh") },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Reading>("default", "optional", "pinned", "bundle", "explain"),
  },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant("read"), name, how }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("write"), store, name, kept }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("set", "set", "delete"), store, name }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("mode"), store, mode }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("pass"),
      ms: fc.constantFrom(1, 100, 500, 501, 2_500, 5_000, 20_000, 31_000, 50_000, 61_000, 125_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("clear"), name: fc.option(name, { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort"), which: fc.nat(3) }) },
);

const shape = fc.record({
  bundled: fc.boolean(),
  batches: fc.boolean(),
});

const layers = fc.oneof(
  fc.tuple(fc.tuple(shape)),
  fc.tuple(fc.tuple(shape, shape)),
  fc.tuple(fc.tuple(shape), fc.tuple(shape)),
  fc.tuple(fc.tuple(shape, shape), fc.tuple(shape)),
  fc.tuple(fc.tuple(shape), fc.tuple(shape, shape)),
  fc.tuple(fc.tuple(shape), fc.tuple(shape), fc.tuple(shape)),
);

/** Any chain of one to three layers, one of them perhaps a replica group, and any program for it. */
export const programs: fc.Arbitrary<Program> = fc.record({
  layers,
  fallback: fc.constantFrom("never", "unavailable", "any"),
  cache: fc.constantFrom(
    { ttl: 60, staleTtl: 120, absentTtl: 30 },
    { ttl: 60, staleTtl: 0, absentTtl: 30 },
    { ttl: 0, staleTtl: 0, absentTtl: 0 },
  ),
  random: fc.constantFrom(0, 0.3, 0.999),
  // Every store has something at first, so that short programs say something.
  commands: fc
    .tuple(
      fc.array(fc.record({ do: fc.constant("write"), store, name, kept: value }), { maxLength: 4 }),
      fc.array(command, { minLength: 1, maxLength: 30 }),
      fc.constantFrom<Command[]>([], [{ do: "close" }, { do: "read", name: "a", how: "plain" }]),
    )
    .map((parts) => parts.flat()),
});
