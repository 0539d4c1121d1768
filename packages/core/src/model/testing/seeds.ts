import type { StoreShape } from "./modelled-store.ts";
import type { Program } from "./program.ts";

/** A program that once found a defect. */
export interface PastSeed {
  /** With which fast-check found it. */
  readonly seed: number;
  /** What was wrong. */
  readonly found: string;
  /** The program as fast-check printed it, so that it stays what it was when the programs' grammar changes. */
  readonly program: Program;
}

const plain: StoreShape = { bundled: false, batches: false };
const bundled: StoreShape = { bundled: true, batches: false };
const common = {
  fallback: "never",
  cache: { ttl: 60, staleTtl: 120, absentTtl: 30 },
  random: 0,
} as const satisfies Partial<Program>;

/** They are always run again. Add what the test prints when it fails. */
export const pastSeeds: readonly PastSeed[] = [
  {
    seed: 1_982_144_474,
    found: "a read closed while a group's second member was asked failed with what the first had failed with",
    program: {
      ...common,
      layers: [[bundled, plain], [plain]],
      commands: [
        { do: "write", store: 0, name: "b", kept: { kind: "value" } },
        { do: "mode", store: 1, mode: { delayMs: 100 } },
        { do: "read", name: "a", how: "plain" },
        { do: "mode", store: 0, mode: { fails: "unavailable" } },
        { do: "pass", ms: 61_000 },
        { do: "read", name: "b", how: "plain" },
        { do: "read", name: "a", how: "refresh" },
        { do: "close" },
      ],
    },
  },
  {
    seed: -1_677_500_342,
    found:
      "a stale value cleared while a group was waited for left a line in the trace of a member not asked",
    program: {
      ...common,
      layers: [[plain, plain]],
      commands: [
        { do: "write", store: 1, name: "a", kept: { kind: "value" } },
        { do: "read", name: "a", how: "plain" },
        { do: "mode", store: 3, mode: "hangs" },
        { do: "pass", ms: 125_000 },
        { do: "read", name: "a", how: "explain" },
        { do: "clear", name: undefined },
      ],
    },
  },
  {
    seed: -615_391_328,
    found: "a stale value was served to who waited, after a refresh had been denied meanwhile",
    program: {
      ...common,
      layers: [[plain]],
      commands: [
        { do: "write", store: 0, name: "b", kept: { kind: "value" } },
        { do: "read", name: "b", how: "plain" },
        { do: "mode", store: 0, mode: { delayMs: 1_500 } },
        { do: "pass", ms: 61_000 },
        { do: "read", name: "b", how: "optional" },
        { do: "mode", store: 0, mode: { delayMs: 100 } },
        { do: "read", name: "b", how: "refresh" },
        { do: "write", store: 0, name: "b", kept: { fails: "denied" } },
      ],
    },
  },
];
