import { env } from "@claviger/provider-env";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import { type FaultScenario, faultScenarios, largeValue } from "./faults/fault-scenarios.ts";
import { type OpenChain, openChain, ttl } from "./faults/open-chain.ts";
import { outcomeOf } from "./faults/outcome-of.ts";
import { canary, settle, type Settled } from "./faults/settle.ts";
import { startStore, type StoreName, storeNames, type StoreUnderTest } from "./faults/store-under-test.ts";
import type { FaultProxies, FaultProxy } from "./servers/fault-proxy.ts";
import { hasToxiproxy } from "./servers/install-toxiproxy.ts";
import { startToxiproxy } from "./servers/start-toxiproxy.ts";
import { tcpFaultProxies } from "./servers/tcp-fault-proxy.ts";

// Everything that a network does, between claviger and real stores. Each read has a proxy and a chain of its own, so that
// all of them wait out their faults at once.

interface Run {
  readonly settled: Settled;
  readonly chain: OpenChain;
}

/** What a busy machine may take longer, in seconds. */
const slack = 2.5;

const stores = new Map<StoreName, StoreUnderTest>();

const secretOf = ({ secret = "small" }: FaultScenario): string => `${secret}-secret`;
const valueOf = ({ secret = "small" }: FaultScenario): string =>
  secret === "small" ? `value ${canary}` : `${canary}${largeValue}`;

beforeAll(async () => {
  stubAwsEnvironment();
  await Promise.all(
    storeNames.map(async (name) => {
      const store = await startStore(name);
      stores.set(name, store);
      for (const scenario of faultScenarios) await store.write(secretOf(scenario), valueOf(scenario));
      // The first read of a process loads the store's SDK.
      await using chain = openChain({ providers: [store.provider(store.address)] });
      await chain.secrets.get("small-secret");
    }),
  );
});

afterAll(async () => {
  await Promise.all([...stores.values()].map(({ controls }) => controls.stop()));
  vi.unstubAllEnvs();
});

const kinds = [
  { kind: "the proxy of our own", startProxies: async () => tcpFaultProxies(), there: true },
  { kind: "toxiproxy", startProxies: startToxiproxy, there: await hasToxiproxy() },
];

describe.each(kinds.filter(({ there }) => there))("behind $kind", ({ startProxies }) => {
  let proxies: FaultProxies;
  const runs = new Map<string, Run>();

  beforeAll(async () => {
    proxies = await startProxies();
    const started = [...stores].flatMap(([name, store]) =>
      faultScenarios.flatMap((scenario) =>
        modes.map(async ({ mode, run }) => {
          const proxy = await proxies.start(store.address);
          runs.set(`${name} ${mode} ${scenario.title}`, await run({ scenario, store, proxy }));
        }),
      ),
    );
    await Promise.all(started);
  });

  afterAll(async () => {
    await Promise.all([...runs.values()].map(({ chain }) => chain.secrets.close()));
    await proxies.stop();
  });

  describe.each(storeNames)("%s", (name) => {
    const runOf = (mode: string, { title }: FaultScenario): Run =>
      outcomeOf(runs, `${name} ${mode} ${title}`);

    test.each(faultScenarios)("$title: a first read ends as it must, in its time", (scenario) => {
      const { settled, chain } = runOf("first", scenario);
      const { code, attempts, least = 0, most } = scenario;
      expect(settled.value).toBe(code === undefined ? valueOf(scenario) : undefined);
      expect(settled.code).toBe(code);
      expect(chain.attempts()).toBe(attempts);
      expect(settled.seconds).toBeGreaterThanOrEqual(least);
      expect(settled.seconds).toBeLessThan(most + slack);
    });

    test.each(faultScenarios)(
      "$title: with a value past its TTL nobody fails, or waits long",
      async (scenario) => {
        const { settled, chain } = runOf("stale", scenario);
        const served = chain.events.filter((event) => event.type === "stale");
        expect(settled.value).toBe(valueOf(scenario));
        expect(settled.seconds).toBeLessThan(0.5 + slack);
        // Where three attempts take more than half a second, it is the patience that ended.
        const codes = served.map(({ code }) => (code === "timeout" ? scenario.stale : code));
        expect(codes).toEqual(scenario.stale ? [scenario.stale] : []);
        for (const { ageSeconds } of served) expect(ageSeconds).toBeGreaterThan(ttl);
        expect(chain.secrets.stats()).toMatchObject({ degraded: served.length, failures: 0 });
      },
    );

    test.each(faultScenarios.filter(({ code, stale }) => stale && !code))(
      "$title: the call goes on after its caller was served, and the next read is fresh",
      async (scenario) => {
        const { chain } = runOf("stale", scenario);
        // Joins that call, if it is still under way.
        expect(await chain.secrets.get(secretOf(scenario))).toBe(valueOf(scenario));
        expect(await chain.secrets.get(secretOf(scenario))).toBe(valueOf(scenario));
        const resolved = chain.events.findLast(({ type }) => type === "resolved");
        expect(resolved).toMatchObject({ cached: true, stale: false });
        expect(chain.attempts(), "those of the first read, and of that call").toBe(1 + scenario.attempts);
      },
    );

    test.each(faultScenarios)("$title: what may be stepped past is, and said", (scenario) => {
      const { settled, chain } = runOf("fallback", scenario);
      const { code } = scenario;
      expect(settled.value).toBe(code === undefined ? valueOf(scenario) : "from the environment");
      expect(settled.seconds).toBeLessThan(scenario.most + slack);
      const fallbacks = chain.events.filter(({ type }) => type === "fallback");
      expect(fallbacks).toMatchObject(code === undefined ? [] : [{ provider: name, code }]);
      expect(chain.secrets.stats()).toMatchObject({ degraded: code === undefined ? 0 : 1 });
    });
  });
});

interface RunOptions {
  readonly scenario: FaultScenario;
  readonly store: StoreUnderTest;
  readonly proxy: FaultProxy;
}

const modes = [
  { mode: "first", run: runFirst },
  { mode: "stale", run: runStale },
  { mode: "fallback", run: runFallback },
] as const;

/** A default is at hand: a failure must never be taken for an absence. */
async function runFirst({ scenario, store, proxy }: RunOptions): Promise<Run> {
  const chain = openChain({ providers: [store.provider(proxy.address)] });
  if (scenario.fault) await proxy.setFault(scenario.fault);
  const settled = await settle(() => chain.secrets.get(secretOf(scenario), { default: "no value" }));
  return { settled, chain };
}

async function runStale({ scenario, store, proxy }: RunOptions): Promise<Run> {
  const chain = openChain({ providers: [store.provider(proxy.address)] });
  await chain.secrets.get(secretOf(scenario));
  chain.clock.shift(ttl + 1);
  if (scenario.fault) await proxy.setFault(scenario.fault);
  return { settled: await settle(() => chain.secrets.get(secretOf(scenario))), chain };
}

async function runFallback({ scenario, store, proxy }: RunOptions): Promise<Run> {
  const environment = { SMALL_SECRET: "from the environment", LARGE_SECRET: "from the environment" };
  const providers = [store.provider(proxy.address), env()];
  const chain = openChain({ providers, fallback: "unavailable", env: environment });
  if (scenario.fault) await proxy.setFault(scenario.fault);
  return { settled: await settle(() => chain.secrets.get(secretOf(scenario))), chain };
}
