// What claviger adds to a read: a cached `get` against an async function that returns a Map's entry (the floor), and a cold
// `get` against the provider's own call. Rounds alternate; each figure is a minimum and a median over rounds.
import { chain, memory, valueOf } from "./memory-provider.ts";
import { perCall, printRow, summary } from "./per-call.ts";

const rounds = 15;
const reads = 200_000;
const coldReads = 2_000;

const map = new Map([["database-url", valueOf("database-url")]]);

async function mapEntry(name: string): Promise<string | undefined> {
  return map.get(name);
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
printRow("async Map entry (the floor)", floor, floor);
printRow("cached get, chain of one", cached, floor);
printRow("cached get, chain of three", cachedOfThree, floor);
printRow("the provider's own call", own, own);
printRow("cold get, chain of one", cold, own);
console.log(
  `\na cold get adds ${((summary(cold).median - summary(own).median) / 1000).toFixed(1)} µs over the provider's own call`,
);
