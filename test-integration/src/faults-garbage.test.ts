import type { SecretsEvent } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { vault } from "@claviger/provider-vault";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import { type Garbage, garbage } from "./faults/garbage.ts";
import { openChain } from "./faults/open-chain.ts";
import { outcomeOf } from "./faults/outcome-of.ts";
import { settle, type Settled } from "./faults/settle.ts";
import { storeNames } from "./faults/store-under-test.ts";
import { startRawServer } from "./servers/raw-server.ts";

// Something answers where the store should, and it is not the store. Whatever it says, a read fails in its time with a
// code that says so: it is never a value, and never an absence, for which the default would be given.

interface Outcome extends Settled {
  readonly attempts: number;
  readonly events: readonly SecretsEvent[];
}

/** All that an endless answer may take, and what a busy machine may take longer, in seconds. */
const longest = 5 + 2.5;

const providers = {
  vault: (addr: string) => vault({ addr, token: "a-token" }),
  aws: (endpoint: string) => aws({ endpoint, region: "us-east-1" }),
} as const;

async function readFrom(store: keyof typeof providers, { answer }: Garbage): Promise<Outcome> {
  await using server = await startRawServer(answer);
  await using chain = openChain({ providers: [providers[store](server.address)] });
  const settled = await settle(() => chain.secrets.get("database-url", { default: "no value" }));
  return { ...settled, attempts: chain.attempts(), events: chain.events };
}

describe.each(storeNames)("%s", (store) => {
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    stubAwsEnvironment();
    // All at once: each has a server of its own, and some take the whole time that a read may.
    await Promise.all(garbage.map(async (one) => outcomes.set(one.title, await readFrom(store, one))));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test.each(garbage)("that answers with $title", ({ title, code, attempts = 3 }) => {
    const outcome = outcomeOf(outcomes, title);
    expect(outcome.value).toBeUndefined();
    expect(outcome.code).toBe(typeof code === "string" ? code : code[store]);
    expect(outcome.attempts).toBe(typeof attempts === "number" ? attempts : attempts[store]);
    expect(outcome.seconds).toBeLessThan(longest);
    expect(outcome.events.filter(({ type }) => type === "failed")).toHaveLength(1);
  });
});
