import { replicas } from "@claviger/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import { type FaultScenario, faultScenarios, largeValue } from "./faults/fault-scenarios.ts";
import { type OpenChain, openChain, ttl } from "./faults/open-chain.ts";
import { outcomeOf } from "./faults/outcome-of.ts";
import { settle, type Settled } from "./faults/settle.ts";
import { startStore, type StoreUnderTest } from "./faults/store-under-test.ts";
import type { FaultProxy } from "./servers/fault-proxy.ts";
import { tcpFaultProxies } from "./servers/tcp-fault-proxy.ts";

// aws.main+aws.dr: two ways to the same secrets, of which one or both are damaged.

/** What a busy machine may take longer, in seconds. */
const slack = 2.5;

const failing = faultScenarios.filter(({ code }) => code !== undefined);
const proxies = tcpFaultProxies();
let store: StoreUnderTest;

beforeAll(async () => {
  stubAwsEnvironment();
  store = await startStore("aws");
  await store.write("small-secret", "value");
  await store.write("large-secret", largeValue);
  await using chain = openChain({ providers: [store.provider(store.address)] });
  await chain.secrets.get("small-secret");
});

afterAll(async () => {
  await proxies.stop();
  await store.controls.stop();
  vi.unstubAllEnvs();
});

interface Group extends AsyncDisposable {
  readonly chain: OpenChain;
  readonly main: FaultProxy;
  readonly dr: FaultProxy;
  read(): Promise<Settled>;
}

/** A group of two, and one of the scenarios' secrets. */
async function openGroup({ secret = "small" }: Pick<FaultScenario, "secret">): Promise<Group> {
  const [main, dr] = await Promise.all([proxies.start(store.address), proxies.start(store.address)]);
  const members = [
    store.provider(main.address, { label: "main" }),
    store.provider(dr.address, { label: "dr" }),
  ];
  const chain = openChain({ providers: [replicas(...members)] });
  const read = (): Promise<Settled> => settle(() => chain.secrets.get(`${secret}-secret`));
  return { chain, main, dr, read, [Symbol.asyncDispose]: () => chain[Symbol.asyncDispose]() };
}

const valueOf = ({ secret = "small" }: FaultScenario): string => (secret === "small" ? "value" : largeValue);

/** Runs one group for every fault, all at once: each waits out its own. */
async function forEachFault<T>(run: (scenario: FaultScenario) => Promise<T>): Promise<Map<string, T>> {
  const outcomes = failing.map(async (scenario) => [scenario.title, await run(scenario)] as const);
  return new Map(await Promise.all(outcomes));
}

describe("the second answers while the first has", () => {
  let outcomes: Map<
    string,
    { first: Settled; second: Settled; providers: (string | undefined)[]; fallbacks: unknown[] }
  >;
  beforeAll(async () => {
    outcomes = await forEachFault(async (scenario) => {
      await using group = await openGroup(scenario);
      const { chain } = group;
      if (scenario.fault) await group.main.setFault(scenario.fault);
      const first = await group.read();
      chain.secrets.clear();
      const second = await group.read();
      const providers = chain.events.map((event) => (event.type === "resolved" ? event.provider : undefined));
      return {
        first,
        second,
        providers: providers.filter((provider) => provider !== undefined),
        fallbacks: chain.events.filter(({ type }) => type === "fallback"),
      };
    });
  });

  test.each(failing)("$title", (scenario) => {
    const { first, second, providers, fallbacks } = outcomeOf(outcomes, scenario.title);
    expect([first.value, second.value]).toEqual([valueOf(scenario), valueOf(scenario)]);
    expect(providers).toEqual(["aws.dr", "aws.dr"]);
    expect(first.seconds).toBeLessThan(scenario.most + slack);
    expect(second.seconds, "the one that answered is asked first now").toBeLessThan(slack);
    expect(fallbacks, "the first was not asked again").toMatchObject([
      { provider: "aws.main", code: scenario.code },
    ]);
  });
});

describe("with both down, and nothing cached, the failure is the first one's", () => {
  let outcomes: Map<string, Settled & { attempts: readonly number[] }>;
  beforeAll(async () => {
    outcomes = await forEachFault(async (scenario) => {
      await using group = await openGroup(scenario);
      const { fault } = scenario;
      if (fault) await Promise.all([group.main.setFault(fault), group.dr.setFault({ kind: "down" })]);
      const settled = await group.read();
      return { ...settled, attempts: [group.chain.attempts(0), group.chain.attempts(1)] };
    });
  });

  test.each(failing)("$title", (scenario) => {
    const settled = outcomeOf(outcomes, scenario.title);
    expect(settled.code).toBe(scenario.code);
    expect(settled.attempts).toEqual([scenario.attempts, 3]);
    expect(settled.seconds).toBeLessThan(scenario.most + 1 + slack);
  });
});

describe("with both down, what is past its TTL is served", () => {
  let outcomes: Map<string, Settled & { stale: unknown[]; degraded: number }>;
  beforeAll(async () => {
    outcomes = await forEachFault(async (scenario) => {
      await using group = await openGroup(scenario);
      const { chain } = group;
      await group.read();
      chain.clock.shift(ttl + 1);
      const { fault } = scenario;
      if (fault) await Promise.all([group.main.setFault(fault), group.dr.setFault(fault)]);
      const settled = await group.read();
      const stale = chain.events.filter(({ type }) => type === "stale");
      return { ...settled, stale, degraded: chain.secrets.stats().degraded };
    });
  });

  test.each(failing)("$title", (scenario) => {
    const settled = outcomeOf(outcomes, scenario.title);
    expect(settled.value).toBe(valueOf(scenario));
    expect(settled.seconds).toBeLessThan(0.5 + slack);
    expect(settled.stale).toMatchObject([{ provider: "aws.main" }]);
    expect(settled.degraded).toBe(1);
  });
});

describe("with the first down, the second's fresh value goes before the first's stale one", () => {
  test("if it is there in half a second", async () => {
    await using group = await openGroup({});
    await group.read();
    group.chain.clock.shift(ttl + 1);
    await group.main.setFault({ kind: "down" });
    expect(await group.read()).toMatchObject({ value: "value" });
    expect(group.chain.events.filter(({ type }) => type === "stale")).toEqual([]);
    expect(group.chain.events).toContainEqual(
      expect.objectContaining({ type: "resolved", provider: "aws.dr", stale: false, degraded: true }),
    );
  });
});
