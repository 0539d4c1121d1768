import { describe, expect, test } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { chainOf } from "../testing/chain-of.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { WritableStore } from "../testing/writable-store.ts";

const text = (value: string) => ({ type: "text", text: value }) as const;

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
