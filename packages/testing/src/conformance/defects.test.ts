import { createHash, createHmac } from "node:crypto";
import { type Provider, SecretError, type SecretRecord, type SecretValue } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { decorateProvider } from "../faults/decorate-provider.ts";
import { leakCanary } from "../leak-canary.ts";
import type { MemoryStore } from "../memory/memory-store.ts";
import { allCases } from "./all-cases.ts";
import { runCase } from "./run-case.ts";
import { memoryHarness } from "./testing/memory-harness.ts";

/** The reference provider's methods, which need no `this`. */
type Sound = {
  readonly [Method in keyof Provider]-?: (
    ...call: Parameters<NonNullable<Provider[Method]>>
  ) => ReturnType<NonNullable<Provider[Method]>>;
};

type Defect = (sound: Sound, store: MemoryStore) => Partial<Provider>;

/** Runs the case with that behaviour on the reference provider, changed by a defect. */
async function show(behaviour: string, defect: Defect): Promise<void> {
  const canary = leakCanary();
  const sound = memoryHarness(canary);
  const spoil = (configured: ReturnType<typeof sound.provider>) => async () =>
    decorateProvider(await configured, (provider) => ({
      ...provider,
      ...defect(provider as Sound, sound.store),
    }));
  const harness = {
    ...sound,
    provider: () => spoil(sound.provider())(),
    deniedProvider: () => spoil(sound.deniedProvider?.() ?? sound.provider())(),
    wrongCredentials: () => spoil(sound.wrongCredentials?.() ?? sound.provider())(),
  };
  const shown = Object.values(allCases)
    .flat()
    .find((candidate) => candidate.behaviour === behaviour);
  if (!shown) throw new Error(`There is no such case: ${behaviour}`);
  await runCase(shown, { harness, canary, declared: {} });
}

type Get = NonNullable<Provider["get"]>;

/** A `get` that changes what the sound one answers. */
const answering =
  (change: (record: SecretRecord) => SecretRecord | undefined): Defect =>
  ({ get }) => ({
    get: async (location, ctx) => {
      const record = await get(location, ctx);
      return record && change(record);
    },
  });

const textual = (change: (text: string) => SecretValue | undefined): Defect =>
  answering((record) => {
    if (record.value.type !== "text") return record;
    const value = change(record.value.text);
    return value && { ...record, value };
  });

const text = (changed: string): SecretValue => ({ type: "text", text: changed });

/** A `get` that says something else when the sound one fails. */
const excusing =
  (excuse: (error: SecretError) => SecretRecord | undefined): Defect =>
  ({ get }) => ({
    get: (location, ctx) => get(location, ctx).catch((error: SecretError) => excuse(error)),
  });

const sameVersion = (version: (text: string) => string): Defect =>
  answering((record) =>
    record.value.type === "text" ? { ...record, version: version(record.value.text) } : record,
  );

const throwing = (thrown: () => unknown): Defect =>
  excusing(() => {
    throw thrown();
  });

/** What is wrong with a provider, and the behaviour that must fail for it. */
const defects: readonly (readonly [string, string, Defect])[] = [
  ["trims texts", "a text with spaces at its ends comes back unchanged", textual((t) => text(t.trim()))],
  [
    "normalises texts",
    "a text with combining characters, not composed comes back unchanged",
    textual((t) => text(t.normalize("NFC"))),
  ],
  [
    "drops a byte order mark",
    "a text with a byte order mark comes back unchanged",
    textual((t) => text(t.replace("\ufeff", ""))),
  ],
  [
    "rewrites JSON",
    "a text with JSON, to the letter comes back unchanged",
    textual((t) => text(JSON.stringify(JSON.parse(t)))),
  ],
  [
    "converts line ends",
    "a text with lines comes back unchanged",
    textual((t) => text(t.replaceAll("\r\n", "\n"))),
  ],
  [
    "takes the empty string for absence",
    "the empty string is a value",
    textual((t) => (t === "" ? undefined : text(t))),
  ],
  ["cuts long texts", "a text of 64 KiB comes back unchanged", textual((t) => text(t.slice(0, 32_768)))],
  [
    "decodes bytes",
    "bytes that are no text come back unchanged, and are no text",
    answering((record) =>
      record.value.type === "bytes"
        ? { ...record, value: text(Buffer.from(record.value.bytes).toString()) }
        : record,
    ),
  ],
  [
    "lists a value as metadata",
    "a record is well formed, and holds the value in its value alone",
    answering((record) => ({ ...record, metadata: { hint: JSON.stringify(record.value) } })),
  ],
  [
    "has no version",
    "a record is well formed, and holds the value in its value alone",
    answering(({ version: _version, ...record }) => record),
  ],
  [
    "makes a version of a digest",
    "a version is not a digest of the value",
    sameVersion((t) => createHash("sha256").update(t).digest("hex").slice(0, 12)),
  ],
  [
    "makes a version of a keyed digest that never changes",
    "equal values have equal versions only where all have",
    sameVersion((t) => createHmac("sha256", "fixed").update(t).digest("hex")),
  ],
  [
    "gives a value that returns its old version",
    "a value that returns has a new version",
    sameVersion((t) => createHmac("sha256", "fixed").update(t).digest("hex")),
  ],
  [
    "throws for what is absent",
    "a missing secret is undefined, by its name and by its reference",
    ({ get }) => ({
      get: async (...call) => (await get(...call)) ?? Promise.reject(new SecretError("denied", "no")),
    }),
  ],
  [
    "ignores the version",
    "a pinned version never changes",
    ({ get }) => ({ get: ({ path }, ctx) => get({ path }, ctx) }),
  ],
  [
    "takes a missing version for an absent secret",
    "a version that never was is version_not_found or invalid_ref",
    excusing(() => undefined),
  ],
  [
    "takes deletion for absence",
    "a secret that was removed is absent or deleted, as the store tells, and never a value",
    excusing(() => undefined),
  ],
  ["takes denial for absence", "an identity that may not read a secret is denied", excusing(() => undefined)],
  [
    "takes failure for absence",
    "a store that refuses connections is unavailable at the first call, and is read again when it is over",
    excusing(() => undefined),
  ],
  [
    "takes a page for a value",
    "a page that is not the store's is unavailable or decode at the first call, and is read again when it is over",
    excusing(() => ({ id: "x", value: text("<html>") })),
  ],
  [
    "throws native errors",
    "an identity that may not read a secret is denied",
    throwing(() => new TypeError("403")),
  ],
  [
    "says nothing of what to do next",
    "an identity that may not read a secret is denied",
    throwing(() => new SecretError("denied", "no")),
  ],
  [
    "reports values",
    "a text comes back, by its name and by its reference",
    ({ get }) => ({
      get: async (location, ctx) => {
        const record = await get(location, ctx);
        ctx.report({ type: "warning", id: "x", message: JSON.stringify(record) });
        return record;
      },
    }),
  ],
  [
    "prints values",
    "nothing secret is printed, by a read or by a failure",
    answering((record) => {
      process.stderr.write(JSON.stringify(record.value));
      return record;
    }),
  ],
  [
    "ignores the deadline",
    "a slow store is a timeout, at the deadline, and is read when it is fast again",
    ({ get }) => ({
      get: (location, ctx) => get(location, { ...ctx, deadline: Number.POSITIVE_INFINITY }),
    }),
  ],
  [
    "ignores the signal",
    "an abort ends a call within 50 ms",
    ({ get }) => ({
      get: (location, ctx) => get(location, { ...ctx, signal: new AbortController().signal }),
    }),
  ],
  [
    "asks again",
    "a failed call is not made again: that is core's to do",
    ({ get }) => ({ get: (...call) => get(...call).catch(() => get(...call)) }),
  ],
  [
    "never settles after a close",
    "a close with calls in flight settles all of them, and leaves no rejection unhandled",
    ({ get }, store) => ({
      get: (location, ctx) => (store.fault === "pass" ? get(location, ctx) : new Promise(() => undefined)),
    }),
  ],
  [
    "asks to locate",
    "locate and parse answer at once, always alike, and without the store",
    ({ locate }, store) => ({ locate: (ask) => ((store.requests += 1), locate(ask)) }),
  ],
  [
    "locates by chance",
    "locate and parse answer at once, always alike, and without the store",
    ({ locate }) => ({ locate: (ask) => [...locate(ask), { path: String(Math.random()) }] }),
  ],
  [
    "takes any path",
    "parse refuses paths that are empty, and those with dot segments or control characters",
    () => ({ parse: (path) => ({ path }) }),
  ],
  [
    "takes empty segments",
    "parse refuses paths with empty segments",
    ({ parse }) => ({ parse: (path) => ({ ...parse("x"), path }) }),
  ],
  [
    "connects when it is made",
    "making and closing an instance contacts nothing and reads no file",
    (_, store) => ((store.requests += 1), {}),
  ],
  [
    "answers a batch out of order",
    "a batch has one answer for each location, in order, also for those that are missing or asked for twice",
    ({ getMany }) => ({ getMany: async (...call) => (await getMany(...call)).toReversed() }),
  ],
  [
    "lists the first page only",
    "a listing has every secret under its prefix once, over all pages, and no other, and no value",
    ({ list }) => ({
      async *list(...call) {
        let left = 10;
        for await (const info of list(...call)) if (left-- > 0) yield info;
      },
    }),
  ],
  [
    "writes without its condition",
    "a write that expects another version is a conflict, and changes nothing",
    ({ put }) => ({
      put: (location, value, _, ctx) => put(location, value, {}, ctx),
    }),
  ],
  [
    "replaces by a patch",
    "a patch changes and removes the fields that it names, and keeps the others",
    ({ put }) => ({
      patch: (location, fields, _, ctx) =>
        put(
          location,
          {
            type: "fields",
            fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? ""])),
          },
          {},
          ctx,
        ),
    }),
  ],
  [
    "forgets nothing when it is purged",
    "a secret that was purged is absent, and its name is free",
    ({ delete: remove }) => ({
      delete: (location, _, ctx) => remove(location, {}, ctx),
    }),
  ],
  [
    "moves any stage",
    "a stage that is not where it is expected does not move",
    ({ setStage }) => ({
      setStage: (location, stage, { to }, ctx) => setStage(location, stage, { to }, ctx),
    }),
  ],
  [
    "goes on telling after a watch was ended",
    "a watch that was ended tells nothing",
    ({ watch }) => ({
      watch: (...call) => {
        watch(...call);
        return { [Symbol.dispose]: () => undefined };
      },
    }),
  ],
  [
    "gives one lease to all",
    "a location that mints says so, and makes another value with a lease of its own at each read",
    answering((record) => (record.lease ? { ...record, lease: { ...record.lease, id: "one" } } : record)),
  ],
  [
    "fails in its own check",
    "a check of a store that is down has an error, and does not fail",
    () => ({ check: async () => Promise.reject(new SecretError("unavailable", "no")) }),
  ],
];

describe("the suite finds a provider that", () => {
  test.each(defects)("%s", async (_, behaviour, defect) => {
    await expect(show(behaviour, defect)).rejects.toThrow(/^(?!There is no such case|skipped: )/);
  });
});

test("a token in an error is found", async () => {
  const behaviour = "wrong credentials are auth_failed, and in no error";
  const canary = leakCanary();
  const sound = memoryHarness(canary);
  const leaky = async () => {
    const token = canary.value();
    const get: Get = async () =>
      Promise.reject(new SecretError("auth_failed", `no token ${token}`, { hint: "x" }));
    return decorateProvider(await sound.provider(), (provider) => ({ ...provider, get }));
  };
  const shown = allCases["identity"]?.find((candidate) => candidate.behaviour === behaviour);
  const run =
    shown && runCase(shown, { harness: { ...sound, wrongCredentials: leaky }, canary, declared: {} });
  await expect(run).rejects.toThrow("A secret's value is in the error of");
});

test("a sound provider shows the same behaviours", async () => {
  for (const behaviour of new Set(defects.map(([, behaviour]) => behaviour)))
    await expect(show(behaviour, () => ({}))).resolves.toBeUndefined();
}, 30_000);
