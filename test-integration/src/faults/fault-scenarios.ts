import type { ErrorCode } from "@claviger/core";
import type { TcpFault } from "../servers/tcp-fault.ts";

/** A fault, and what must come of a read through it. */
export interface FaultScenario {
  readonly title: string;
  readonly fault: TcpFault | undefined;
  /** Which of the two secrets is read: one of a few bytes, or one of 64 KB. @default small */
  readonly secret?: "small" | "large";
  /** What a first read ends with: a value where there is no code. */
  readonly code?: ErrorCode;
  /** How often the store is asked by it. */
  readonly attempts: number;
  /** How long it takes, at least, in seconds. @default 0 */
  readonly least?: number;
  /** How long it takes, at most, on a machine that has nothing else to do. */
  readonly most: number;
  /** What a value past its TTL is served for: nothing where the store answers in time. */
  readonly stale?: ErrorCode;
}

/** A link's whole time, in seconds. */
const linkSeconds = 5;

/** A value of 64 KB less what it is wrapped in. */
export const largeValue = "x".repeat(64_000);

/** All that is done to connections, and the outcome of each: the same through either proxy, and for every store. */
export const faultScenarios: readonly FaultScenario[] = [
  { title: "nothing", fault: undefined, attempts: 1, most: 1 },
  {
    title: "a latency that leaves time",
    fault: { kind: "latency", milliseconds: 150 },
    attempts: 1,
    least: 0.15,
    most: 1,
  },
  {
    title: "a latency that the first attempt has no time for",
    fault: { kind: "latency", milliseconds: 2200 },
    attempts: 2,
    least: 4,
    most: linkSeconds,
    stale: "timeout",
  },
  {
    title: "a latency above the budget",
    fault: { kind: "latency", milliseconds: 8000 },
    code: "timeout",
    attempts: 2,
    least: 4.5,
    most: linkSeconds,
    stale: "timeout",
  },
  {
    title: "a reset",
    fault: { kind: "reset" },
    code: "unavailable",
    attempts: 3,
    most: 1,
    stale: "unavailable",
  },
  {
    title: "a half-open connection",
    fault: { kind: "half-open" },
    code: "timeout",
    attempts: 2,
    least: 4.5,
    most: linkSeconds,
    stale: "timeout",
  },
  {
    title: "a slow close",
    fault: { kind: "slow-close", milliseconds: 3000 },
    attempts: 1,
    most: 1,
  },
  {
    title: "a bandwidth that lets 64 KB through in time",
    fault: { kind: "bandwidth", kilobytesPerSecond: 80 },
    secret: "large",
    attempts: 1,
    least: 0.6,
    most: 2,
    stale: "timeout",
  },
  {
    title: "a bandwidth that is too low for 64 KB",
    fault: { kind: "bandwidth", kilobytesPerSecond: 8 },
    secret: "large",
    code: "timeout",
    attempts: 2,
    least: 4.5,
    most: linkSeconds,
    stale: "timeout",
  },
  {
    title: "an answer cut in its head",
    fault: { kind: "truncation", bytes: 30 },
    code: "unavailable",
    attempts: 3,
    most: 1,
    stale: "unavailable",
  },
  {
    title: "an answer cut in its body",
    fault: { kind: "truncation", bytes: 3000 },
    secret: "large",
    code: "unavailable",
    attempts: 3,
    most: 1,
    stale: "unavailable",
  },
  {
    title: "no server",
    fault: { kind: "down" },
    code: "unavailable",
    attempts: 3,
    most: 1,
    stale: "unavailable",
  },
];
