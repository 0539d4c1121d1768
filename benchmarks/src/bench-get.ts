// What claviger adds to a read: a cached `get` against an async function that returns a Map's entry (the floor), and a cold
// `get` against the provider's own call. Rounds alternate; each figure is a minimum and a median over rounds.
import { createSecrets, type Secrets } from "@claviger/core";
import { defineProvider } from "@claviger/core/provider";

const rounds = 15;
const reads = 200_000;
const coldReads = 2_000;

const memory = defineProvider({
  contract: 1,
  name: "memory",
  options: { has: { type: "boolean", default: true, doc: "Whether it has anything." } },
  capabilities: { values: ["text"], versions: "none" },
  create: ({ has }) => ({
    locate: ({ name }) => [{ path: name }],
    parse: (path) => ({ path }),
    get: async ({ path }) =>
      has ? { id: path, value: { type: "text", text: `value of ${path}` } } : undefined,
  }),
});

/** A chain of so many layers, of which only the last has anything. */
function chain(layers: number): Secrets {
  const providers = Array.from({ length: layers }, (_, index) =>
    memory({ label: `l${index}`, has: index === layers - 1 }),
  );
  return createSecrets({ providers, cache: { absentTtl: 300 } });
}

const map = new Map([["database-url", "value of database-url"]]);

async function mapEntry(name: string): Promise<string | undefined> {
  return map.get(name);
}

/** Nanoseconds for one call, awaited one after the other. */
async function perCall(count: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < count; index++) await call(index);
  return ((performance.now() - started) / count) * 1e6;
}

function summary(figures: readonly number[]): { readonly least: number; readonly median: number } {
  const sorted = figures.toSorted((a, b) => a - b);
  return { least: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

function row(name: string, figures: readonly number[], floor: readonly number[]): void {
  const { least, median } = summary(figures);
  const ratio = summary(figures.map((figure, index) => figure / (floor[index] ?? figure)));
  const cells = [name.padEnd(34), least.toFixed(0).padStart(8), median.toFixed(0).padStart(8)];
  console.log(`${cells.join(" ")}   × ${ratio.least.toFixed(2)} / ${ratio.median.toFixed(2)}`);
}

const one = chain(1);
const three = chain(3);
await Promise.all([one.get("database-url"), three.get("database-url")]);
const floor: number[] = [];
const cached: number[] = [];
const cachedOfThree: number[] = [];
const own: number[] = [];
const cold: number[] = [];
const provider = memory.create({ has: true }, {} as never);
const context = { signal: new AbortController().signal, deadline: Date.now() + 600_000, report: () => {} };

for (let round = -2; round < rounds; round++) {
  const fresh = chain(1);
  const figures = [
    await perCall(reads, () => mapEntry("database-url")),
    await perCall(reads, () => one.get("database-url")),
    await perCall(reads, () => three.get("database-url")),
    await perCall(coldReads, async (index) => provider.get?.({ path: `name-${index}` }, context)),
    await perCall(coldReads, (index) => fresh.get(`name-${index}`)),
  ];
  await fresh.close();
  // The first rounds warm the compiler up.
  if (round >= 0)
    [floor, cached, cachedOfThree, own, cold].forEach((all, index) => all.push(figures[index] ?? 0));
}

console.log(
  `nanoseconds a call (least, median of ${rounds} rounds), and the ratio to the line it is held against\n`,
);
row("async Map entry (the floor)", floor, floor);
row("cached get, chain of one", cached, floor);
row("cached get, chain of three", cachedOfThree, floor);
row("the provider's own call", own, own);
row("cold get, chain of one", cold, own);
console.log(
  `\na cold get adds ${((summary(cold).median - summary(own).median) / 1000).toFixed(1)} µs over the provider's own call`,
);
