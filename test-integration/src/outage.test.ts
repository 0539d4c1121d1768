import type { ErrorCode } from "@claviger/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import { type OpenChain, openChain } from "./faults/open-chain.ts";
import { outcomeOf } from "./faults/outcome-of.ts";
import { settle, type Settled } from "./faults/settle.ts";
import { startStore, type StoreName, storeNames, type StoreUnderTest } from "./faults/store-under-test.ts";
import { unhandledRejections } from "./faults/unhandled-rejections.ts";
import { waitUntil } from "./servers/wait-until.ts";

// A store is killed in the middle of 1,000 concurrent reads, and comes back: empty, as these servers do, and then with
// another generation of the same secrets.

const names = Array.from({ length: 200 }, (_, index) => `secret-${index}`);
const readers = names.length * 5;
/** Longer than the first pause of the breaker (at most 5 s), so that it decides when a value is fresh again; in seconds. */
const ttl = 6;
/** What a read may take: a link's whole time, and what a busy machine may take longer. */
const longest = 5 + 2.5;

const valueOf = (name: string, generation: number): string => `${name} of generation ${generation}`;

const fiveReadersOf = (some: readonly string[]): string[] => Array.from({ length: 5 }, () => some).flat();

interface Read extends Settled {
  readonly name: string;
}

/**
 * Reads all thousand: one half at once, the other when the first twenty were answered. With `blow`, the store answers nothing
 * from that moment on, and meets its end when the second half is on its way.
 */
async function readAll(
  chain: OpenChain,
  blow?: { readonly store: StoreUnderTest; readonly end: "kill" | "restart" },
): Promise<Read[]> {
  const middle = Promise.withResolvers<void>();
  let answered = 0;
  const read = async (name: string): Promise<Read> => {
    const settled = await settle(() => chain.secrets.get(name));
    answered += 1;
    if (answered === 20) middle.resolve();
    return { name, ...settled };
  };
  const half = names.length / 2;
  const first = fiveReadersOf(names.slice(0, half)).map(read);
  await middle.promise;
  await blow?.store.controls.pause();
  const second = fiveReadersOf(names.slice(half)).map(read);
  const [reads] = await Promise.all([Promise.all([...first, ...second]), blow?.store.controls[blow.end]()]);
  return reads;
}

/** How many reads ended with each code, or with the value of which generation. */
function tally(reads: readonly Read[], generations: readonly number[]): Map<ErrorCode | number, number> {
  const counts = new Map<ErrorCode | number, number>();
  for (const { name, value, code, seconds } of reads) {
    expect(seconds).toBeLessThan(longest);
    const outcome = code ?? generations.find((generation) => value === valueOf(name, generation));
    if (outcome === undefined) throw new Error(`${name} has a value that was never written: ${value}`);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

const stores = new Map<StoreName, StoreUnderTest>();

beforeAll(async () => {
  stubAwsEnvironment();
  await Promise.all(storeNames.map(async (name) => stores.set(name, await startStore(name))));
});

afterAll(async () => {
  await Promise.all([...stores.values()].map(({ controls }) => controls.stop()));
  vi.unstubAllEnvs();
});

function storeOf(name: StoreName): StoreUnderTest {
  return outcomeOf(stores, name);
}

async function writeAll(store: StoreUnderTest, generation: number): Promise<void> {
  await Promise.all(names.map((name) => store.write(name, valueOf(name, generation))));
}

/** Reads until every value is of that generation, and says how long that took, in seconds. */
async function untilFresh(
  chain: OpenChain,
  options: { readonly generation: number; readonly allowed: readonly unknown[] },
): Promise<number> {
  const { generation, allowed } = options;
  const started = performance.now();
  const isFresh = async (): Promise<boolean> => {
    const counts = tally(await readAll(chain), [generation - 1, generation]);
    expect(allowed).toEqual(expect.arrayContaining([...counts.keys()]));
    return counts.get(generation) === readers;
  };
  expect(await waitUntil(isFresh, { seconds: 3 * ttl })).toBe(true);
  return (performance.now() - started) / 1000;
}

describe("killed in the middle of 1,000 first reads and started again", () => {
  test.concurrent.each(storeNames)(
    "%s: every read settles, none is wrong, and all are fresh within one TTL",
    async (name) => {
      const store = storeOf(name);
      await writeAll(store, 1);
      await using chain = openChain({ providers: [store.provider(store.address)], cache: { ttl } });
      const unhandled = await unhandledRejections(async () => {
        const counts = tally(await readAll(chain, { store, end: "restart" }), [1]);
        expect(counts.get(1), "those that were answered before").toBeGreaterThanOrEqual(20);
        // Absent is what the server truly says once it is back.
        const allowed = ["unavailable", "timeout", "not_found", 1];
        expect(allowed).toEqual(expect.arrayContaining([...counts.keys()]));
        expect(counts.get("unavailable"), "it was killed in the middle").toBeGreaterThan(0);

        await writeAll(store, 2);
        const seconds = await untilFresh(chain, {
          generation: 2,
          allowed: ["unavailable", "not_found", 1, 2],
        });
        expect(seconds).toBeLessThan(ttl + 1);
      });
      expect(unhandled).toEqual([]);
    },
  );
});

describe("killed in the middle of 1,000 reads with values past their TTL at hand", () => {
  test.concurrent.each(storeNames)(
    "%s: nobody fails, and all are fresh within one TTL after it is back",
    async (name) => {
      const store = storeOf(name);
      await writeAll(store, 3);
      const cache = { ttl, staleTtl: 60 };
      await using chain = openChain({ providers: [store.provider(store.address)], cache });
      const unhandled = await unhandledRejections(async () => {
        expect(tally(await readAll(chain), [3])).toEqual(new Map([[3, readers]]));
        chain.clock.shift(ttl);
        const reads = await readAll(chain, { store, end: "kill" });
        expect(tally(reads, [3])).toEqual(new Map([[3, readers]]));
        expect(chain.secrets.stats()).toMatchObject({ failures: 0, links: [{ breaker: "open" }] });

        await store.controls.restart();
        await writeAll(store, 4);
        expect(await untilFresh(chain, { generation: 4, allowed: [3, 4] })).toBeLessThan(ttl + 1);
      });
      expect(unhandled).toEqual([]);
    },
  );
});
