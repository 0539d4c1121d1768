// A process that reads secrets through claviger while they are rotated without a pause, and judges each value. It must end by
// itself once its instance is closed.
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { createSecrets, isSecretError, nodeHost } from "@claviger/core";
import { vault } from "@claviger/provider-vault";
import type { SoakPlan, SoakReport } from "./soak-report.ts";
import { WrittenValues } from "./written-values.ts";

const plan: SoakPlan = JSON.parse(process.env["SOAK"] ?? "");
const { seconds, store, proxy, token, ttl, staleTtl } = plan;
const callers = 20;
const began = Date.now();
const ends = began + seconds * 1000;
const before = process.getActiveResourcesInfo();

const written = new Map<string, WrittenValues>(
  Array.from({ length: 20 }, (_, index) => [`name-${index}`, new WrittenValues(`name-${index}`)] as const),
);
const names = [...written.keys()];
// All that is counted is of a fixed size: the heap that is measured is claviger's.
const lags = new Float64Array(seconds + 1);
const heap: { readonly at: number; readonly bytes: number }[] = [];
const failures: Record<string, number> = {};
let reads = 0;
let writes = 0;
let wrong = 0;
let stale = 0;

const secrets = createSecrets({
  providers: [vault({ addr: proxy, token })],
  cache: { ttl, staleTtl },
  host: nodeHost({ env: {} }),
  onEvent: ({ type }) => {
    if (type === "stale") stale += 1;
  },
});
const agent = new Agent({ keepAlive: true });

async function write(name: string, values: WrittenValues): Promise<void> {
  const body = JSON.stringify({ data: { value: values.next() } });
  await new Promise<void>((resolve, reject) => {
    const sent = request(
      `${store}/v1/secret/data/${name}`,
      { method: "POST", agent, headers: { "X-Vault-Token": token } },
      (answer) => {
        answer.resume().on("end", () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`a write was answered with ${answer.statusCode}`));
        });
      },
    );
    sent.on("error", reject).end(body);
  });
  values.arrived(Date.now());
  writes += 1;
}

async function rotate(): Promise<void> {
  while (Date.now() < ends) {
    for (const [name, values] of written) {
      await write(name, values);
      await delay(5);
    }
  }
}

async function readOn(caller: number): Promise<void> {
  for (let turn = caller; Date.now() < ends; turn++) {
    const name = names[(turn * 7) % names.length] ?? "";
    const at = Date.now();
    try {
      judge(name, { value: await secrets.get(name), at });
    } catch (error) {
      const code = isSecretError(error) ? error.code : "no SecretError";
      failures[code] = (failures[code] ?? 0) + 1;
    }
    reads += 1;
    await delay(5);
  }
}

function judge(name: string, { value, at }: { readonly value: string; readonly at: number }): void {
  const lag = written.get(name)?.lag(value, at);
  const second = Math.min(lags.length - 1, Math.floor((at - began) / 1000));
  if (lag === undefined) wrong += 1;
  else lags[second] = Math.max(lags[second] ?? 0, lag);
}

async function weigh(): Promise<void> {
  while (Date.now() < ends - 1000) {
    await delay(1000);
    globalThis.gc?.();
    heap.push({ at: Date.now(), bytes: process.memoryUsage().heapUsed });
  }
}

for (const [name, values] of written) await write(name, values);
await Promise.all([rotate(), weigh(), ...Array.from({ length: callers }, (_, caller) => readOn(caller))]);
await secrets.close();
agent.destroy();
// What was closed is gone a moment later.
await delay(50);
const report: SoakReport = {
  began,
  reads,
  writes,
  wrong,
  failures,
  stale,
  lags: [...lags],
  heap,
  resources: { before, after: process.getActiveResourcesInfo() },
};
process.stdout.write(`${JSON.stringify(report)}\n`);
