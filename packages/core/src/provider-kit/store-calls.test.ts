import { describe, expect, test } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { nodeHost } from "../host/node-host.ts";
import type { CallContext, ProviderReport } from "../contract/context.ts";
import type { Location } from "../contract/location.ts";
import type { PutOptions, WritableValue } from "../contract/write.ts";
import { StoreCalls } from "./store-calls.ts";

const { clock } = nodeHost();

function context(overrides: Partial<CallContext> = {}): CallContext {
  return {
    signal: new AbortController().signal,
    deadline: clock.now() + 60_000,
    report: () => {},
    ...overrides,
  };
}

/** A store that was opened, and what became of it. */
function openStore() {
  const seen = { opened: 0, closed: 0, failures: [] as Error[] };
  const store = {
    close: () => {
      seen.closed++;
    },
  };
  const calls = new StoreCalls({
    title: "Acme",
    clock,
    open: async () => {
      seen.opened++;
      const failure = seen.failures.pop();
      if (failure) throw failure;
      return store;
    },
  });
  return { calls, store, seen };
}

const never = (): Promise<never> => Promise.withResolvers<never>().promise;

/** Work that waits until its signal is aborted, and never settles. */
function hanging(): {
  readonly signals: AbortSignal[];
  readonly work: (_: unknown, ctx: CallContext) => Promise<never>;
} {
  const signals: AbortSignal[] = [];
  return {
    signals,
    work: (_, { signal }) => {
      signals.push(signal);
      return never();
    },
  };
}

describe("a call", () => {
  test("gets the store, which is opened by the first of them", async () => {
    const { calls, store, seen } = openStore();
    expect(seen.opened).toBe(0);
    const got = await Promise.all([1, 2, 3].map(() => calls.run("reading", context(), async (own) => own)));
    expect(got).toEqual([store, store, store]);
    expect(seen.opened).toBe(1);
  });

  test("opens the store anew where that failed", async () => {
    const { calls, store, seen } = openStore();
    seen.failures.push(new SecretError("not_configured", "no module"));
    await expect(calls.run("reading", context(), async (own) => own)).rejects.toThrow("no module");
    expect(await calls.run("reading", context(), async (own) => own)).toBe(store);
  });

  test("fails as its work fails, and reports to its caller", async () => {
    const { calls } = openStore();
    const heard: ProviderReport[] = [];
    const failure = new SecretError("denied", "no");
    const failing = calls.run("reading", context({ report: (told) => heard.push(told) }), async (_, ctx) => {
      ctx.report({ type: "warning", id: "a", message: "b" });
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect(heard).toHaveLength(1);
  });

  test.each([
    ["aborted", "reading x was aborted", () => AbortSignal.abort(), 60_000],
    ["timeout", "reading x took longer", () => new AbortController().signal, 20],
    [
      "timeout",
      "reading x took longer",
      () => AbortSignal.abort(new DOMException("", "TimeoutError")),
      60_000,
    ],
  ])("ends with %s: %s", async (code, problem, signal, ms) => {
    const { calls } = openStore();
    const ctx = context({ signal: signal(), deadline: clock.now() + ms });
    await expect(calls.run("reading x", ctx, never)).rejects.toMatchObject({
      code,
      problem: expect.stringContaining(problem),
    });
  });

  test("ends when its caller leaves, and no other call does", async () => {
    const { calls } = openStore();
    const [caller, work] = [new AbortController(), hanging()];
    const left = calls.run("reading", context({ signal: caller.signal }), work.work);
    const other = calls.run("reading", context(), async () => "answered");
    await other;
    caller.abort();
    await expect(left).rejects.toMatchObject({ code: "aborted" });
    expect(work.signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("whose caller leaves while the store is opened is not made", async () => {
    const opening = Promise.withResolvers<object>();
    const calls = new StoreCalls({ title: "Acme", clock, open: () => opening.promise });
    const caller = new AbortController();
    let made = 0;
    const count = async () => {
      made++;
    };
    const left = calls.run("writing", context({ signal: caller.signal }), count);
    const listing = calls.iterate("listing", context({ signal: caller.signal }), async function* () {
      yield made++;
    });
    const first = listing.next();
    const other = calls.run("writing", context(), count);
    caller.abort();
    await expect(left).rejects.toMatchObject({ code: "aborted" });
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    opening.resolve({});
    await other;
    expect(made).toBe(1);
  });

  test("that is over lets go of its caller, and aborts what it left behind", async () => {
    const { calls } = openStore();
    let signal: AbortSignal | undefined;
    const caller = new AbortController();
    await calls.run("reading", context({ signal: caller.signal }), async (_, ctx) => {
      ({ signal } = ctx);
      expect(ctx.signal.aborted).toBe(false);
    });
    caller.abort();
    // The signal of the work is the waiting's own: it is not aborted after the work is done.
    expect(signal?.aborted).toBe(false);
  });
});

describe("methods", () => {
  const location = { path: "x" };
  const heard: unknown[] = [];
  const store = {
    get: async (...args: [Location, CallContext]) => {
      heard.push(args.slice(0, -1));
    },
    put: (_location: Location, _value: WritableValue, _options: PutOptions, { signal }: CallContext) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("left")));
      }),
    async *list(prefix: string, _ctx: CallContext) {
      yield { path: `${prefix}1` };
      yield { path: `${prefix}2` };
    },
  };
  const calls = new StoreCalls({ title: "Acme", clock, open: async () => store });
  const methods = calls.methods({
    get: ({ path }) => `reading "${path}"`,
    put: ({ path }) => `writing "${path}"`,
    list: (prefix) => `listing ${prefix}`,
  });

  test("are the store's, of the names that have a task and no others", async () => {
    expect(Object.keys(methods)).toEqual(["get", "put", "list"]);
    expect(await methods.get(location, context())).toBeUndefined();
    expect(heard).toEqual([[location]]);
    const listed: unknown[] = [];
    for await (const info of methods.list("a", context())) listed.push(info);
    expect(listed).toEqual([{ path: "a1" }, { path: "a2" }]);
  });

  test("end in time, and say what they were doing", async () => {
    const ctx = context({ deadline: clock.now() + 20 });
    await expect(methods.put(location, { type: "text", text: "" }, {}, ctx)).rejects.toMatchObject({
      code: "timeout",
      problem: expect.stringContaining('writing "x"'),
    });
  });
});

describe("a watch", () => {
  test("has no deadline, and ends when it is disposed of", async () => {
    const { calls } = openStore();
    const work = hanging();
    const watch = calls.watch("watching", context({ deadline: clock.now() }), work.work);
    await expect.poll(() => work.signals.length).toBe(1);
    watch[Symbol.dispose]();
    await expect.poll(() => work.signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("ends with its caller, and with the instance", async () => {
    const { calls } = openStore();
    const [work, caller] = [hanging(), new AbortController()];
    calls.watch("watching", context({ signal: caller.signal }), work.work);
    calls.watch("watching", context(), work.work);
    await expect.poll(() => work.signals.length).toBe(2);
    caller.abort();
    await expect.poll(() => work.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await calls.close();
    await expect.poll(() => work.signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test("that fails has ended, and nobody hears of it", async () => {
    const { calls } = openStore();
    calls.watch("watching", context(), () => Promise.reject(new SecretError("denied", "no")));
    expect(await calls.run("reading", context(), async () => 1)).toBe(1);
  });
});

describe("closing", () => {
  test("ends every call, and every later one, and closes the store", async () => {
    const { calls, seen } = openStore();
    const work = hanging();
    const left = calls.run("reading", context(), work.work);
    await expect.poll(() => work.signals.length).toBe(1);
    await Promise.all([
      expect(left).rejects.toMatchObject({ code: "aborted", problem: "the Acme provider was closed" }),
      calls.close(),
    ]);
    expect(seen).toMatchObject({ opened: 1, closed: 1 });
    expect(work.signals.map(({ aborted }) => aborted)).toEqual([true]);
    await expect(calls.run("reading", context(), async () => 1)).rejects.toMatchObject({
      code: "aborted",
      problem: "the Acme provider was closed",
    });
  });

  test("opens no store to close it", async () => {
    const { calls, seen } = openStore();
    await calls.close();
    expect(seen).toMatchObject({ opened: 0, closed: 0 });
  });
});

describe("a listing", () => {
  test("gives entry after entry, each when it is wanted", async () => {
    const { calls } = openStore();
    let asked = 0;
    const all = calls.iterate("listing", context(), async function* () {
      for (const entry of ["a", "b", "c"]) {
        asked++;
        yield entry;
      }
    });
    const got: string[] = [];
    for await (const entry of all) {
      got.push(entry);
      if (entry === "b") break;
    }
    expect({ got, asked }).toEqual({ got: ["a", "b"], asked: 2 });
  });

  test("that is left early tells the store so, and does not wait for it", async () => {
    const { calls } = openStore();
    const work = hanging();
    const entries = calls.iterate("listing", context(), async function* (store, ctx) {
      yield 1;
      yield await work.work(store, ctx);
    });
    expect((await entries.next()).value).toBe(1);
    const second = entries.next();
    await expect.poll(() => work.signals.length).toBe(1);
    await calls.close();
    await expect(second).rejects.toMatchObject({ code: "aborted", problem: "the Acme provider was closed" });
    expect(work.signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("ends at its deadline, and fails as the store fails", async () => {
    const { calls } = openStore();
    const slow = calls.iterate("listing", context({ deadline: clock.now() + 20 }), async function* () {
      yield await never();
    });
    await expect(slow.next()).rejects.toMatchObject({ code: "timeout" });
    const failing = calls.iterate("listing", context(), () => {
      throw new SecretError("denied", "no");
    });
    await expect(failing.next()).rejects.toMatchObject({ code: "denied" });
  });
});
