import type { ErrorCode } from "@claviger/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import { openChain, ttl } from "./faults/open-chain.ts";
import { settle } from "./faults/settle.ts";
import { awsStore, type StoreUnderTest } from "./faults/store-under-test.ts";
import { type FaultRule, type Microburst, startMicroburst } from "./servers/start-microburst.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";

// The faults of AWS itself, in its own words, between claviger and ministack.

let ministack: Ministack;
let microburst: Microburst;
let store: StoreUnderTest;

beforeAll(async () => {
  stubAwsEnvironment();
  ministack = await startMinistack();
  microburst = await startMicroburst({ upstream: ministack.endpoint });
  store = awsStore(ministack);
  await store.write("secret", "value");
});

afterEach(() => microburst.reset());

afterAll(async () => {
  await microburst.stop();
  await ministack.stop();
  vi.unstubAllEnvs();
});

interface Row {
  readonly title: string;
  readonly rule: Omit<FaultRule, "service">;
  /** What the read ends with: the value where there is no code. */
  readonly code?: ErrorCode;
  readonly attempts: number;
  /** Whether a value past its TTL is served. @default true */
  readonly serves?: boolean;
}

const rows: readonly Row[] = [
  { title: "throttled once", rule: { times: 1, error: { code: "ThrottlingException" } }, attempts: 2 },
  { title: "throttled twice", rule: { times: 2, error: { code: "ThrottlingException" } }, attempts: 3 },
  {
    title: "throttled for ever",
    rule: { error: { code: "ThrottlingException" } },
    code: "throttled",
    attempts: 3,
  },
  {
    title: "an internal error, twice",
    rule: { times: 2, error: { code: "InternalServiceError" } },
    attempts: 3,
  },
  {
    title: "an internal error, for ever",
    rule: { error: { code: "InternalServiceError", status: 500 } },
    code: "unavailable",
    attempts: 3,
  },
  {
    title: "service unavailable",
    rule: { error: { code: "ServiceUnavailable", status: 503 } },
    code: "unavailable",
    attempts: 3,
  },
  {
    title: "an expired token",
    rule: { error: { code: "ExpiredTokenException" } },
    code: "auth_failed",
    attempts: 1,
    serves: false,
  },
  {
    title: "access denied",
    rule: { error: { code: "AccessDeniedException" } },
    code: "denied",
    attempts: 1,
    serves: false,
  },
  { title: "a reset, once", rule: { times: 1, reset: true }, attempts: 2 },
  { title: "a reset, for ever", rule: { reset: true }, code: "unavailable", attempts: 3 },
  { title: "a gateway's timeout", rule: { timeout_ms: 50 }, code: "unavailable", attempts: 3 },
  {
    title: "an answer cut short",
    rule: { response: { truncate_frac: 0.5 } },
    code: "unavailable",
    attempts: 3,
  },
  {
    title: "an answer broken off",
    rule: { response: { abort_frac: 0.5 } },
    code: "unavailable",
    attempts: 3,
  },
  { title: "latency", rule: { latency: 200 }, attempts: 1 },
];

describe.each(rows)("$title", ({ rule, code, attempts, serves = true }) => {
  const setRule = async (): Promise<void> =>
    await microburst.setRules([{ service: "secretsmanager", operation: "GetSecretValue", ...rule }]);

  test("a first read ends as it must", async () => {
    await setRule();
    await using chain = openChain({ providers: [store.provider(microburst.endpoint)] });
    const { value, code: ended, seconds } = await settle(() => chain.secrets.get("secret", { default: "d" }));
    expect({ value, code: ended }).toEqual(
      code ? { value: undefined, code } : { value: "value", code: undefined },
    );
    expect(chain.attempts()).toBe(attempts);
    expect(seconds).toBeLessThan(4);
  });

  test("a value past its TTL is served for an outage alone", async () => {
    await using chain = openChain({ providers: [store.provider(microburst.endpoint)] });
    await chain.secrets.get("secret");
    chain.clock.shift(ttl + 1);
    await setRule();
    const { value, code: ended } = await settle(() => chain.secrets.get("secret"));
    expect({ value, code: ended }).toEqual(
      serves ? { value: "value", code: undefined } : { value: undefined, code },
    );
    const served = chain.events.filter(({ type }) => type === "stale");
    expect(served).toMatchObject(serves && code ? [{ provider: "aws", code }] : []);
    expect(chain.secrets.stats().links[0]?.entries === 0, "what was refused is not kept").toBe(!serves);
  });
});

test("an answer that was damaged on the way is no value", async () => {
  await microburst.setRules([{ service: "secretsmanager", response: { corrupt_bytes: 40 } }]);
  await using chain = openChain({ providers: [store.provider(microburst.endpoint)] });
  const { value, code } = await settle(() => chain.secrets.get("secret", { default: "d" }));
  // Bytes of the value itself can be damaged, which nobody can see. What must not come of it is an absence.
  expect(value).not.toBe("d");
  expect(["unavailable", undefined]).toContain(code);
});
