import { describe, expect, test } from "vitest";
import { chainOf } from "../testing/chain-of.ts";
import { WritableStore } from "../testing/writable-store.ts";

const text = (value: string) => ({ type: "text", text: value }) as const;

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

  test("of what does not exist is made where the store's own patch only changes what is there", async () => {
    const store = new WritableStore("store");
    store.methods = ["get", "put", "patch"];
    store.before = () => new Promise((resolve) => setImmediate(resolve));
    const { secrets } = chainOf([store.provider()]);
    const names = Array.from({ length: 5 }, (_, index) => `F${index}`);
    await Promise.all(names.map((name) => secrets.set(`app#${name}`, name)));
    expect(store.current("app")).toEqual({
      type: "fields",
      fields: Object.fromEntries(names.map((name) => [name, name])),
    });
    await secrets.delete("none#F");
    expect(store.current("none")).toBeUndefined();
    await expect(secrets.set("none#F", "1", { ifVersion: "1" })).rejects.toMatchObject({ code: "conflict" });
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
