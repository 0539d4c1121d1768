// A cached read by claviger's chain of three, by @aws-lambda-powertools/parameters and by lru-cache's fetch, side by side,
// each against an async function that returns a Map's entry (the floor). All are asked for the same hundred names in turn.
import { SecretsProvider } from "@aws-lambda-powertools/parameters/secrets";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { LRUCache } from "lru-cache";
import { chain, memory, valueOf } from "./memory-provider.ts";
import { perCall, printRow, ratios, summary } from "./per-call.ts";

const rounds = 15;
const reads = 100_000;
const coldReads = 2_000;
const ttlSeconds = 300;
/** At most so many times the floor for a cached read, and so many microseconds on top of the provider's own call. */
const budgets = { cached: 2, coldMicroseconds: 50 };

const names = Array.from({ length: 100 }, (_, index) => `service-${index}/database-url`);

/** Powertools over a client that answers without a network. */
function powertools(): SecretsProvider {
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };
  const client = new SecretsManagerClient({ region: "us-east-1", credentials });
  client.middlewareStack.add(
    () => async () => ({ response: {}, output: { SecretString: "value", $metadata: {} } as never }),
    { step: "initialize", priority: "high", name: "answer-from-memory" },
  );
  return new SecretsProvider({ awsSdkV3Client: client });
}

const map = new Map(names.map((name) => [name, valueOf(name)]));
const secrets = chain(3);
const peer = powertools();
const lru = new LRUCache<string, string>({
  max: 10_000,
  ttl: ttlSeconds * 1000,
  fetchMethod: async (name) => valueOf(name),
});

const contestants: readonly {
  readonly title: string;
  readonly read: (name: string) => Promise<unknown>;
  readonly figures: number[];
}[] = [
  { title: "async Map entry (the floor)", read: async (name) => map.get(name), figures: [] },
  { title: "claviger, chain of three", read: (name) => secrets.get(name), figures: [] },
  { title: "lru-cache 11, fetch", read: (name) => lru.fetch(name), figures: [] },
  {
    title: "Powertools 2, SecretsProvider.get",
    read: (name) => peer.get(name, { maxAge: ttlSeconds }),
    figures: [],
  },
];
const own: number[] = [];
const cold: number[] = [];
const provider = memory.create({ has: true }, {} as never);
const context = { signal: new AbortController().signal, deadline: Date.now() + 600_000, report: () => {} };

for (const { read } of contestants) for (const name of names) await read(name);

for (let round = -2; round < rounds; round++) {
  // Each round begins with another one, so that a slow moment of the machine hits all alike.
  for (let turn = 0; turn < contestants.length; turn++) {
    const contestant = contestants[(turn + round + contestants.length) % contestants.length];
    if (!contestant) continue;
    const figure = await perCall(reads, (index) => contestant.read(names[index % names.length] ?? ""));
    // The first rounds warm the compiler up.
    if (round >= 0) contestant.figures.push(figure);
  }
  const fresh = chain(1);
  const ownCall = await perCall(
    coldReads,
    async (index) => await provider.get?.({ path: `cold-${index}` }, context),
  );
  const coldRead = await perCall(coldReads, (index) => fresh.get(`cold-${index}`));
  await fresh.close();
  if (round >= 0) {
    own.push(ownCall);
    cold.push(coldRead);
  }
}

const floor = contestants[0]?.figures ?? [];
console.log(`Node ${process.version}: nanoseconds a call (least, median of ${rounds} rounds), × the floor\n`);
for (const { title, figures } of contestants) printRow(title, figures, floor);
const added = (summary(cold).median - summary(own).median) / 1000;
console.log(`\na cold get adds ${added.toFixed(1)} µs over the provider's own call`);

const ratio = ratios(contestants[1]?.figures ?? [], floor).median;
if (ratio > budgets.cached) {
  console.log(`over the budget: a cached get takes at most ${budgets.cached} × the floor`);
  process.exitCode = 1;
}
if (added > budgets.coldMicroseconds) {
  console.log(`over the budget: a cold get adds at most ${budgets.coldMicroseconds} µs`);
  process.exitCode = 1;
}
