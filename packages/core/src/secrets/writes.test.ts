import { describe, expect, test, vi } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import type { SecretsEvent } from "../events/secrets-event.ts";
import { nodeHost } from "../host/node-host.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { WritableStore } from "../testing/writable-store.ts";
import { createSecrets } from "./create-secrets.ts";
import type { CreateSecretsOptions } from "./create-secrets-options.ts";
import type { Secrets } from "./secrets.ts";

function chainOf(
  providers: CreateSecretsOptions["providers"],
  options: Partial<CreateSecretsOptions> = {},
): { readonly secrets: Secrets; readonly clock: FakeClock; readonly events: SecretsEvent[] } {
  const clock = new FakeClock();
  const events: SecretsEvent[] = [];
  const secrets = createSecrets({
    providers,
    host: nodeHost({ env: {}, clock, random: () => 0 }),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { secrets, clock, events };
}

const text = (value: string) => ({ type: "text", text: value }) as const;

describe("a write", () => {
  test("is what the next read gives, past the cache, and tells its version", async () => {
    const store = new WritableStore("store").store("a", "old");
    const { secrets, events } = chainOf([store.provider()]);
    expect(await secrets.get("a")).toBe("old");
    expect(await secrets.set("a", "new")).toEqual({
      provider: "store",
      reference: "secret://store/a",
      version: "2",
      notWritten: [],
    });
    expect(await secrets.get("a")).toBe("new");
    expect(events).toContainEqual({
      type: "written",
      provider: "store",
      location: "a",
      action: "set",
      version: "2",
    });
    expect(JSON.stringify(events)).not.toContain("new");
  });

  test("ends an absence that was cached", async () => {
    const store = new WritableStore("store");
    const lower = new ScriptedStore("lower").set("a", "lower's");
    const { secrets } = chainOf([store.provider(), lower.provider()]);
    expect(await secrets.get("a")).toBe("lower's");
    await secrets.set("secret://store/a", "upper's");
    expect(await secrets.get("a")).toBe("upper's");
  });

  test("drops what is cached also when it fails: it may have been done", async () => {
    const store = new WritableStore("store").store("a", "old");
    const { secrets } = chainOf([store.provider()]);
    await secrets.get("a");
    store.before = (call) => {
      if (!call.startsWith("put")) return;
      store.store("a", "done all the same");
      throw new SecretError("unavailable", "cut off", { hint: "look" });
    };
    await expect(secrets.set("a", "new")).rejects.toMatchObject({ code: "unavailable", provider: "store" });
    expect(await secrets.get("a")).toBe("done all the same");
  });

  test("is not overtaken by a read that began before it", async () => {
    const store = new WritableStore("store").store("a", "old");
    const { secrets } = chainOf([store.provider()]);
    const slow = Promise.withResolvers<void>();
    let first = true;
    store.before = async (call) => {
      if (!call.startsWith("get") || !first) return;
      first = false;
      await slow.promise;
    };
    const early = secrets.get("a");
    await secrets.set("a", "new");
    slow.resolve();
    await early;
    expect(await secrets.get("a")).toBe("new");
  });

  test("takes bytes and fields", async () => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("bytes", Uint8Array.of(0, 255));
    await secrets.set("fields", { A: "1", B: "" });
    expect(await secrets.getBytes("bytes")).toEqual(Uint8Array.of(0, 255));
    expect(await secrets.getBundle("fields")).toEqual({ A: "1", B: "" });
  });

  test.each([
    ["a number", 5],
    ["null", null],
    ["an array", ["x"]],
    ["a member that is no text", { hunter2: 5 }],
    ["half of a surrogate pair", "hunter2\ud800"],
  ])("of %s is invalid, and the value is in no error", async (_, value) => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([store.provider()]);
    const failed = await secrets.set("a", value as string).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "invalid_value", hint: expect.any(String) });
    expect(store.calls).toEqual([]);
  });

  test("under a condition is a conflict where it does not hold", async () => {
    const store = new WritableStore("store").store("a", "1").store("a", "2");
    const { secrets } = chainOf([store.provider()]);
    await expect(secrets.set("a", "3", { ifVersion: "1" })).rejects.toMatchObject({ code: "conflict" });
    await expect(secrets.set("a", "3", { ifAbsent: true })).rejects.toMatchObject({ code: "conflict" });
    expect(await secrets.set("a", "3", { ifVersion: "2" })).toMatchObject({ version: "3" });
    const plain = new WritableStore("plain", { cas: false });
    await expect(chainOf([plain.provider()]).secrets.set("a", "1", { ifVersion: "1" })).rejects.toMatchObject(
      {
        code: "unsupported",
      },
    );
  });

  test("to a store that is too busy is made again, and to one that fails it is not", async () => {
    const store = new WritableStore("store");
    let busy = 2;
    store.before = () => {
      if (busy-- > 0) throw new SecretError("throttled", "too busy", { hint: "wait" });
    };
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("a", "1");
    expect(store.calls).toEqual(["put a", "put a", "put a"]);
    store.before = () => {
      throw new SecretError("unavailable", "down", { hint: "wait" });
    };
    await expect(secrets.set("a", "2")).rejects.toMatchObject({ code: "unavailable" });
    expect(store.calls).toHaveLength(4);
  });

  test("that hangs ends after 30 seconds, and at an abort", async () => {
    const store = new WritableStore("store");
    store.before = () => new Promise(() => {});
    const { secrets, clock } = chainOf([store.provider()]);
    const late = secrets.set("a", "1").catch((error: unknown) => error);
    const caller = new AbortController();
    const left = secrets.set("b", "1", { signal: caller.signal }).catch((error: unknown) => error);
    await clock.advance(10);
    caller.abort();
    expect(await left).toMatchObject({ code: "aborted" });
    await clock.advance(30_000);
    expect(await late).toMatchObject({ code: "timeout" });
    await secrets.close();
    expect(clock.pending).toBe(0);
  });
});

describe("where a write goes", () => {
  test("a bare name goes to the only store that can be written", async () => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([new ScriptedStore("read").provider(), store.provider()]);
    expect(await secrets.set("a", "1")).toMatchObject({ reference: "secret://store/a" });
  });

  test("among several a bare name is refused, with the candidates", async () => {
    const { secrets } = chainOf([new WritableStore("one").provider(), new WritableStore("two").provider()]);
    await expect(secrets.set("a", "1")).rejects.toMatchObject({
      code: "invalid_ref",
      hint: expect.stringContaining("secret://one/a or secret://two/a"),
    });
  });

  test("where none can be written that is said", async () => {
    const { secrets } = chainOf([new ScriptedStore("read").provider()]);
    await expect(secrets.set("a", "1")).rejects.toMatchObject({ code: "unsupported" });
    await expect(secrets.set("secret://read/a", "1")).rejects.toMatchObject({ code: "unsupported" });
    await expect(secrets.delete("secret://read/a")).rejects.toMatchObject({ code: "unsupported" });
  });

  test("a store that is only written is no place to read from, and takes writes", async () => {
    const github = new WritableStore("github", { read: false });
    github.methods = ["put", "delete", "list"];
    const { secrets, events } = chainOf([new ScriptedStore("read").provider(), github.provider()]);
    await secrets.set("a", "1");
    expect(github.current("a")).toEqual(text("1"));
    expect(await secrets.get("a", { required: false })).toBeUndefined();
    await expect(secrets.get("secret://github/a")).rejects.toMatchObject({ code: "unsupported" });
    expect(events).toContainEqual(expect.objectContaining({ code: "CLAVIGER_WRITE_ONLY" }));
  });

  test("one that is not configured fails its writer, and no reader", async () => {
    const github = new WritableStore("github", { read: false });
    const unconfigured = github.provider();
    const definition = {
      ...unconfigured.definition,
      create: () => {
        throw new SecretError("not_configured", "github needs a repository", { hint: "set it" });
      },
    };
    const reader = new ScriptedStore("read").set("a", "1");
    const { secrets } = chainOf([reader.provider(), { ...unconfigured, definition }]);
    expect(await secrets.get("a")).toBe("1");
    await expect(secrets.set("a", "2")).rejects.toMatchObject({ code: "not_configured" });
    await expect(secrets.set("secret://github/a", "2")).rejects.toMatchObject({ code: "not_configured" });
  });

  test("the manifest's location and `from` hold for writes too", async () => {
    const one = new WritableStore("one");
    const two = new WritableStore("two");
    const secrets = chainOf([one.provider(), two.provider()], {
      secrets: { a: { from: ["two"], locations: { two: "elsewhere?field=F" } } },
    }).secrets;
    expect(await secrets.set("a", "1")).toMatchObject({ reference: "secret://two/elsewhere?field=F" });
    expect(two.current("elsewhere")).toEqual({ type: "fields", fields: { F: "1" } });
  });

  test("of a replica group the first member is written, and read until the next TTL", async () => {
    const main = new WritableStore("main").store("a", "old");
    const dr = new WritableStore("dr").store("a", "old");
    const { secrets, clock, events } = chainOf([{ replicas: [main.provider(), dr.provider()] }], {
      cache: { ttl: 60 },
    });
    main.before = () => {
      throw new SecretError("unavailable", "down", { hint: "wait" });
    };
    expect(await secrets.get("a")).toBe("old");
    main.before = undefined;
    expect(await secrets.set("a", "new")).toMatchObject({ provider: "main", notWritten: ["dr"] });
    expect(dr.current("a")).toEqual(text("old"));
    expect(await secrets.get("a")).toBe("new");
    expect(events).toContainEqual(
      expect.objectContaining({ code: "CLAVIGER_REPLICA_WRITE", provider: "main" }),
    );
    // The other member answers for it once, and the first is asked first again all the same.
    main.before = () => {
      throw new SecretError("unavailable", "down", { hint: "wait" });
    };
    expect(await secrets.get("a", { refresh: true })).toBe("old");
    main.before = undefined;
    expect(await secrets.get("a", { refresh: true })).toBe("new");
    await clock.advance(61_000);
    expect(await secrets.get("a")).toBe("new");
  });

  test("a path that a reference names is written as it is", async () => {
    const store = new WritableStore("store");
    store.locate = () => [{ path: "bundle", field: "A", derived: true }];
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("secret://store/x/y", "1");
    expect(store.current("x/y")).toEqual(text("1"));
  });

  test("a version is not written, and a stage is", async () => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([store.provider()]);
    await expect(secrets.set("secret://store/a?version=1", "1")).rejects.toMatchObject({
      code: "invalid_ref",
    });
    await secrets.set("secret://store/a?stage=pending", "1");
    expect(store.calls).toEqual(["put a"]);
  });

  test("what makes a new value at every read is not written", async () => {
    const store = new WritableStore("store");
    store.locate = () => [{ path: "creds", mints: true }];
    await expect(chainOf([store.provider()]).secrets.set("a", "1")).rejects.toMatchObject({
      code: "invalid_ref",
    });
  });
});

describe("one field", () => {
  test("of a secret is changed, and the others stay to the last digit", async () => {
    const store = new WritableStore("store").store(
      "app",
      '{"PORT":1.50,"ID":12345678901234567890,"TOKEN":"old","__proto__":"x"}',
    );
    const { secrets } = chainOf([store.provider()]);
    expect(await secrets.set("app#TOKEN", 'n"ew')).toMatchObject({
      reference: "secret://store/app?field=TOKEN",
    });
    expect(store.current("app")).toEqual(
      text('{"PORT":1.50,"ID":12345678901234567890,"TOKEN":"n\\"ew","__proto__":"x"}'),
    );
    await secrets.delete("app#PORT");
    expect(await secrets.getBundle("app")).toEqual(
      Object.fromEntries([
        ["ID", "12345678901234567890"],
        ["TOKEN", 'n"ew'],
        ["__proto__", "x"],
      ]),
    );
  });

  test("of what does not exist makes it", async () => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("app#TOKEN", "1");
    expect(store.current("app")).toEqual({ type: "fields", fields: { TOKEN: "1" } });
  });

  test("of what is no JSON object is an error that changes nothing", async () => {
    const store = new WritableStore("store").store("app", "hunter2");
    const { secrets } = chainOf([store.provider()]);
    const failed = await secrets.set("app#TOKEN", "1").catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "decode", location: "app" });
    expect(String(failed)).not.toContain("hunter2");
    expect(store.current("app")).toEqual(text("hunter2"));
  });

  test("that a bundle spells another way keeps its spelling", async () => {
    const store = new WritableStore("store").store("bundle", {
      type: "fields",
      fields: { database_url: "old", X: "1" },
    });
    store.locate = ({ name }) => [{ path: "bundle", field: name, derived: true }];
    const { secrets } = chainOf([store.provider()]);
    expect(await secrets.get("databaseUrl")).toBe("old");
    await secrets.set("databaseUrl", "new");
    expect(store.current("bundle")).toEqual({ type: "fields", fields: { database_url: "new", X: "1" } });
    expect(await secrets.get("databaseUrl")).toBe("new");
    await secrets.delete("DATABASE_URL");
    expect(store.current("bundle")).toEqual({ type: "fields", fields: { X: "1" } });
  });

  test("goes to where the name is, of several places", async () => {
    const store = new WritableStore("store")
      .store("bundle", { type: "fields", fields: { X: "1" } })
      .store("p/a", "old");
    store.locate = ({ name }) => [{ path: "bundle", field: name, derived: true }, { path: `p/${name}` }];
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("a", "new");
    await secrets.set("b", "new");
    expect(store.current("p/a")).toEqual(text("new"));
    expect(store.current("bundle")).toEqual({ type: "fields", fields: { X: "1", b: "new" } });
  });

  test("changed by twenty writers at once loses no update", async () => {
    const store = new WritableStore("store").store("app", { type: "fields", fields: {} });
    store.before = () => new Promise((resolve) => setImmediate(resolve));
    const { secrets } = chainOf([store.provider()]);
    const names = Array.from({ length: 8 }, (_, index) => `F${index}`);
    await Promise.all(names.map((name) => secrets.set(`app#${name}`, name)));
    expect(store.current("app")).toEqual({
      type: "fields",
      fields: Object.fromEntries(names.map((name) => [name, name])),
    });
  });

  test("where the store has no conditions is changed with a warning", async () => {
    const store = new WritableStore("store", { cas: false }).store("app", '{"A":"1"}');
    const { secrets, events } = chainOf([store.provider()]);
    await secrets.set("app#B", "2");
    expect(store.current("app")).toEqual(text('{"A":"1","B":"2"}'));
    expect(events).toContainEqual(expect.objectContaining({ code: "CLAVIGER_UNCONDITIONAL_WRITE" }));
  });

  test("named by a JSON Pointer, or inside a field, is refused", async () => {
    const store = new WritableStore("store").store("app", '{"A":"1"}');
    store.locate = ({ name }) => [{ path: name, field: "F" }];
    const { secrets } = chainOf([store.provider()]);
    await expect(secrets.set("secret://store/app?field=/A", "1")).rejects.toMatchObject({
      code: "invalid_ref",
    });
    await expect(secrets.set("app#B", "1")).rejects.toMatchObject({ code: "invalid_ref" });
    await expect(secrets.set("app", { B: "1" })).rejects.toMatchObject({ code: "invalid_ref" });
  });
});

describe("deletion", () => {
  test("ends what is cached, can be repeated, and undone", async () => {
    const store = new WritableStore("store").store("a", "1");
    const { secrets, events } = chainOf([store.provider()]);
    await secrets.get("a");
    await secrets.delete("a");
    expect(await secrets.get("a", { required: false })).toBeUndefined();
    await secrets.delete("a");
    await secrets.restore("a");
    expect(await secrets.get("a")).toBe("1");
    expect(events.flatMap((event) => (event.type === "written" ? [event.action] : []))).toEqual([
      "delete",
      "delete",
      "restore",
    ]);
  });

  test("where the store cannot is unsupported", async () => {
    const store = new WritableStore("store").store("a", "1");
    store.methods = ["get", "put"];
    const { secrets } = chainOf([store.provider()]);
    for (const call of [
      secrets.delete("a"),
      secrets.restore("a"),
      secrets.setStage("a", "current", { to: "1" }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "unsupported", hint: expect.any(String) });
    }
  });
});

async function all<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

function threeSecrets(): WritableStore {
  return new WritableStore("store").store("p/a", "1").store("p/b", "2").store("q", "3");
}

describe("a listing", () => {
  test("has what the names of a prefix lead to, with references, and no value", async () => {
    const one = threeSecrets();
    one.locate = ({ name }) => [{ path: `p/${name}` }];
    const { secrets } = chainOf([new ScriptedStore("read").provider(), one.provider()]);
    const references = ["secret://store/p/a", "secret://store/p/b"];
    expect((await all(secrets.list())).map(({ reference }) => reference)).toEqual(references);
    expect(await all(secrets.list("a"))).toEqual([
      { path: "p/a", provider: "store", reference: "secret://store/p/a" },
    ]);
    expect(await all(secrets.list("secret://store/p/"))).toHaveLength(2);
    expect(await all(secrets.list("", { provider: "store" }))).toHaveLength(3);
    for (const { reference } of await all(secrets.list()))
      expect(await secrets.get(reference)).toMatch(/[12]/);
  });

  test("of a folder has what is in it, where the naming rule has no place for a name that ends with a slash", async () => {
    const one = threeSecrets();
    one.locate = ({ name }) => (name.endsWith("/") ? [] : [{ path: name }]);
    const { secrets } = chainOf([one.provider()]);
    expect((await all(secrets.list("p/"))).map(({ path }) => path)).toEqual(["p/a", "p/b"]);
  });

  test("of stores that cannot list is unsupported, and a failure is no end of it", async () => {
    await expect(all(chainOf([new ScriptedStore("read").provider()]).secrets.list())).rejects.toMatchObject({
      code: "unsupported",
    });
    const one = threeSecrets();
    one.before = () => {
      throw new SecretError("denied", "no", { hint: "ask" });
    };
    await expect(all(chainOf([one.provider()]).secrets.list())).rejects.toMatchObject({
      code: "denied",
      provider: "store",
    });
  });

  test("that hangs ends in time, and one that is left leaves nothing behind", async () => {
    const one = threeSecrets();
    const { secrets, clock } = chainOf([one.provider()]);
    for await (const entry of secrets.list("", { provider: "store" })) {
      expect(entry.path).toBe("p/a");
      break;
    }
    one.before = () => new Promise(() => {});
    const late = all(secrets.list()).catch((error: unknown) => error);
    await vi.waitFor(() => expect(one.calls).toHaveLength(2));
    await clock.advance(30_000);
    expect(await late).toMatchObject({ code: "timeout" });
    expect(clock.pending).toBe(0);
  });

  test("of versions has each of them, by references that read it", async () => {
    const one = new WritableStore("store").store("a", "1").store("a", "2");
    const { secrets } = chainOf([new ScriptedStore("read").provider(), one.provider()]);
    const versions = await all(secrets.versions("a"));
    expect(await Promise.all(versions.map(({ reference }) => secrets.get(reference)))).toEqual(["1", "2"]);
    expect(await all(secrets.versions("none"))).toEqual([]);
  });

  test("after close is refused", async () => {
    const { secrets } = chainOf([threeSecrets().provider()]);
    await secrets.close();
    await expect(all(secrets.list())).rejects.toMatchObject({ code: "aborted" });
    await expect(secrets.set("a", "1")).rejects.toMatchObject({ code: "aborted" });
  });
});
