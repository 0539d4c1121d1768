import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FaultProxy } from "./servers/fault-proxy.ts";
import { say } from "./servers/say.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";
import type { TcpFault } from "./servers/tcp-fault.ts";
import { startTcpFaultProxy } from "./servers/tcp-fault-proxy.ts";
import type { SoakPlan, SoakReport } from "./soak/soak-report.ts";

// A minute (SOAK_SECONDS) of a process whose secrets are rotated without a pause, with an outage now and then. One run,
// in a process of its own; each test looks at another side of it.

const seconds = Number(process.env["SOAK_SECONDS"] ?? 60);
const ttl = 1;
/** Longer than any of the outages, with the pause of the breaker after it. */
const staleTtl = 30;
const faults: readonly TcpFault[] = [
  { kind: "down" },
  { kind: "half-open" },
  { kind: "latency", milliseconds: 400 },
];
const faultSeconds = 3;
const secondsBetweenFaults = 15;
/** After an outage the breaker lets nobody through for 5 s at most; then comes a call. */
const recoverySeconds = 6;
/** What a busy machine may take longer. */
const slackSeconds = 1.5;

interface Outage {
  readonly from: number;
  readonly to: number;
}

let server: Vault;
let proxy: FaultProxy;
let report: SoakReport;
let outages: readonly Outage[];
let exit: { readonly code: unknown; readonly seconds: number; readonly stderr: string };

beforeAll(
  async () => {
    server = await startVault({ via: "process" });
    proxy = await startTcpFaultProxy({ upstream: server.address });
    const { address: store, rootToken: token } = server;
    const plan: SoakPlan = { seconds, store, proxy: proxy.address, token, ttl, staleTtl };
    [report, outages] = await Promise.all([runSoak(plan), breakNowAndThen()]);
    const longest = Math.max(...report.lags);
    say(
      `Soak: ${report.reads} reads and ${report.writes} writes in ${seconds} s, ${report.stale} stale, the longest lag ${longest.toFixed(0)} ms, heap ${summary(report.heap)}.`,
    );
  },
  (seconds + 60) * 1000,
);

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

async function runSoak(plan: SoakPlan): Promise<SoakReport> {
  const script = fileURLToPath(new URL("./soak/soak-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--expose-gc", script], {
    env: { PATH: process.env["PATH"], SOAK: JSON.stringify(plan) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said: number | undefined;
  child.stdout.once("data", () => {
    said = performance.now();
  });
  const ended = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  exit = { code, seconds: (performance.now() - (said ?? 0)) / 1000, stderr };
  if (stdout === "") throw new Error(`The soak ended without a report: ${stderr}`);
  return JSON.parse(stdout);
}

async function breakNowAndThen(): Promise<Outage[]> {
  const began = Date.now();
  const done: Outage[] = [];
  for (let start = 10; start + faultSeconds + recoverySeconds < seconds; start += secondsBetweenFaults) {
    await delay(began + start * 1000 - Date.now());
    const from = Date.now();
    await proxy.setFault(faults[done.length % faults.length] ?? { kind: "down" });
    await delay(faultSeconds * 1000);
    await proxy.heal();
    done.push({ from, to: Date.now() });
  }
  return done;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(2);
}

function summary(heap: SoakReport["heap"]): string {
  const all = heap.map(({ bytes }) => bytes);
  return `${megabytes(Math.min(...all))} to ${megabytes(Math.max(...all))} MB`;
}

/** Whether no outage was felt at that time, or in so many milliseconds before. */
function isQuiet(at: number, before = 0): boolean {
  return !outages.some(({ from, to }) => at >= from && at - before <= to + recoverySeconds * 1000);
}

test("no value is given that was never written", () => {
  expect(report.wrong).toBe(0);
  expect(report.reads).toBeGreaterThan(seconds * 500);
  expect(report.writes).toBeGreaterThan(seconds * 20);
});

test("an outage that is shorter than the stale TTL fails nobody", () => {
  expect(outages.length).toBeGreaterThan(0);
  expect(report.stale).toBeGreaterThan(0);
  expect(report.failures).toEqual({});
});

test("a new version is seen within the TTL, and after an outage as soon as the store may be asked again", () => {
  const late = report.lags.flatMap((lag, second) => {
    // The end of that second, at which the time since an outage's beginning is longest.
    const at = report.began + (second + 1) * 1000;
    const outage = outages.find(({ from, to }) => at >= from && at - 1000 <= to + recoverySeconds * 1000);
    const outageSeconds = outage ? (at - outage.from) / 1000 : 0;
    const most = (ttl + outageSeconds + slackSeconds) * 1000;
    return lag > most ? [{ second, lag, most }] : [];
  });
  expect(late).toEqual([]);
});

test("the heap stays flat", () => {
  // During an outage there is more under way.
  const quiet = report.heap.filter(({ at }, index) => index >= report.heap.length / 4 && isQuiet(at, 1000));
  const mean = quiet.reduce((sum, { bytes }) => sum + bytes, 0) / quiet.length;
  const ratios = quiet.map(({ bytes }) => bytes / mean);
  expect(ratios.length).toBeGreaterThan(3);
  expect(ratios.filter((ratio) => ratio > 1.05 || ratio < 0.95)).toEqual([]);
});

test("after close no timer and no socket is left, and the process ends by itself", () => {
  expect(report.resources.after.toSorted()).toEqual(report.resources.before.toSorted());
  expect(exit).toMatchObject({ code: 0, stderr: "" });
  expect(exit.seconds).toBeLessThan(2);
});
