import { describe, expect, it } from "vitest";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

describe("get", () => {
  it("answers from the first layer that has the name", async () => {
    const upper = new ScriptedStore("upper").set("a", "high");
    const lower = new ScriptedStore("lower").set("a", "low").set("b", "only low");
    const { secrets } = makeSecrets([upper, lower]);
    expect(await secrets.get("a")).toBe("high");
    expect(await secrets.get("b")).toBe("only low");
    expect(lower.reads("a")).toBe(0);
  });

  it("takes the empty string for a value", async () => {
    const { secrets } = makeSecrets([
      new ScriptedStore("upper").set("a", ""),
      new ScriptedStore("lower").set("a", "low"),
    ]);
    expect(await secrets.get("a", { default: "default" })).toBe("");
  });

  it("says where it looked when nobody has the name", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("upper"), new ScriptedStore("lower")]);
    await expect(secrets.get("api-key")).rejects.toMatchObject({
      code: "not_found",
      secret: "api-key",
      message: expect.stringContaining(
        '"api-key" was not found: upper (api-key): absent; lower (api-key): absent',
      ),
    });
  });

  it("gives the default, or undefined where it is not required, when every layer is definitely without it", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("upper")]);
    expect(await secrets.get("a", { default: "d" })).toBe("d");
    expect(await secrets.get("a", { required: false })).toBeUndefined();
    expect(await secrets.get("a", { default: "" })).toBe("");
  });

  it("does not give the default for a failure", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("upper").set("a", { fails: "denied" })]);
    await expect(secrets.get("a", { default: "d" })).rejects.toMatchObject({ code: "denied" });
    await expect(secrets.get("a", { required: false })).rejects.toMatchObject({ code: "denied" });
  });

  it("passes over a layer that cannot hold the name", async () => {
    const upper = new ScriptedStore("upper");
    upper.locate = () => [];
    const { secrets } = makeSecrets([upper, new ScriptedStore("lower").set("a/b", "low")]);
    expect(await secrets.get("a/b")).toBe("low");
    expect(upper.calls).toEqual([]);
  });

  it("asks one instance where a reference names it", async () => {
    const upper = new ScriptedStore("upper").set("a", "high");
    const { secrets } = makeSecrets([upper, new ScriptedStore("lower").set("a", "low")]);
    expect(await secrets.get("secret://lower/a")).toBe("low");
    await expect(secrets.get("secret://other/a")).rejects.toMatchObject({
      code: "not_configured",
      provider: "other",
    });
  });

  it("reports a provider's own defect as internal, with none of its message", async () => {
    const store = new ScriptedStore("store");
    store.locate = () => {
      throw new TypeError("hunter2 is not a function");
    };
    const error: unknown = await makeSecrets([store])
      .secrets.get("a")
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "internal", cause: { name: "TypeError" } });
    expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
  });

  it.each([undefined, null, 7, "", " ".repeat(0), "a//b", "../x", "a\nb"])(
    "refuses %j as a name",
    async (name) => {
      const { secrets } = makeSecrets([new ScriptedStore("store")]);
      await expect(secrets.get(name as string)).rejects.toMatchObject({ code: "invalid_ref" });
    },
  );

  it("finds a name with spaces", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("my api key", "v")]);
    expect(await secrets.get("my api key")).toBe("v");
  });

  it("carries a value of 1 MB whole", async () => {
    const large = "é".repeat(512 * 1024);
    const { secrets } = makeSecrets([new ScriptedStore("store").set("a", large)]);
    expect((await secrets.get("a")).length).toBe(large.length);
  });
});

describe("versions and stages", () => {
  it("are asked of the store, and never answer for the current one", async () => {
    const store = new ScriptedStore("store").set("a", "now").set("a@1", "one").set("a@previous", "before");
    const { secrets } = makeSecrets([store]);
    expect(await secrets.get("a", { version: "1" })).toBe("one");
    expect(await secrets.get("a", { stage: "previous" })).toBe("before");
    expect(await secrets.get("a")).toBe("now");
    expect(await secrets.get("secret:///a?version=1")).toBe("one");
    expect(store.calls).toEqual(["a@1", "a@previous", "a"]);
  });

  it("current is the ordinary read", async () => {
    const store = new ScriptedStore("store").set("a", "now");
    const { secrets } = makeSecrets([store]);
    expect(await secrets.get("a")).toBe("now");
    expect(await secrets.get("a", { stage: "current" })).toBe("now");
    expect(store.calls).toEqual(["a"]);
  });

  it("pass over a store that keeps none", async () => {
    const plain = new ScriptedStore("plain", { versions: "none" }).set("a", "plain");
    const { secrets } = makeSecrets([plain, new ScriptedStore("store").set("a@1", "one")]);
    expect(await secrets.get("a", { version: "1" })).toBe("one");
  });

  it("exclude each other", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store")]);
    await expect(secrets.get("a", { version: "1", stage: "previous" })).rejects.toMatchObject({
      code: "invalid_ref",
    });
  });
});

describe("fields", () => {
  const json = {
    type: "text",
    text: '{"KEY":"v","port":12345678901234567890,"nested":{"a":[1,2]},"none":null}',
  } as const;

  it("are cut out of JSON text, with numbers as they are written", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("app", json)]);
    expect(await secrets.get("app#KEY")).toBe("v");
    expect(await secrets.get("app#port")).toBe("12345678901234567890");
    expect(await secrets.get("app#/nested/a/1")).toBe("2");
    expect(await secrets.get("app#nested")).toBe('{"a":[1,2]}');
  });

  it("that the caller wrote and that are missing are an error that names the others", async () => {
    const { secrets } = makeSecrets([
      new ScriptedStore("store").set("app", json),
      new ScriptedStore("lower"),
    ]);
    await expect(secrets.get("app#key")).rejects.toMatchObject({
      code: "field_not_found",
      hint: expect.stringContaining("KEY, port, nested"),
    });
    await expect(secrets.get("app#none", { default: "d" })).rejects.toMatchObject({
      code: "field_not_found",
    });
  });

  it("that the naming rule derived match exactly, then folded, and missing means absent", async () => {
    const store = new ScriptedStore("store").set("app", {
      type: "fields",
      fields: { API_KEY: "folded", "db-url": "x" },
    });
    store.locate = ({ name }) => [{ path: "app", field: name, derived: true }];
    const { secrets } = makeSecrets([store, new ScriptedStore("lower").set("other", "low")]);
    expect(await secrets.get("api-key")).toBe("folded");
    expect(await secrets.get("DB_URL")).toBe("x");
    expect(await secrets.get("other")).toBe("low");
    expect(store.calls, "all of them are one read").toEqual(["app"]);
  });

  it("that fold to one are an error for that name alone", async () => {
    const fields = { "api-key": "1", API_KEY: "2", other: "3" };
    const store = new ScriptedStore("store").set("app", { type: "fields", fields });
    store.locate = ({ name }) => [{ path: "app", field: name, derived: true }];
    const { secrets } = makeSecrets([store]);
    await expect(secrets.get("apiKey")).rejects.toMatchObject({ code: "conflict" });
    expect(await secrets.get("api-key")).toBe("1");
    expect(await secrets.get("other")).toBe("3");
  });

  it("of a text that is no JSON object are an error that names the secret and quotes nothing", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("app", "hunter2")]);
    const error: unknown = await secrets.get("app#KEY").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "decode",
      message: expect.stringContaining("app is not a JSON object"),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
  });
});

describe("getBytes", () => {
  it("gives binary as it is, in an array of the caller's own", async () => {
    const bytes = Uint8Array.of(0, 255, 254, 10);
    const { secrets } = makeSecrets([new ScriptedStore("store").set("key", { type: "bytes", bytes })]);
    const first = await secrets.getBytes("key");
    first.fill(7);
    expect([...(await secrets.getBytes("key"))]).toEqual([0, 255, 254, 10]);
    await expect(secrets.get("key")).rejects.toMatchObject({
      code: "decode",
      message: expect.stringContaining("getBytes"),
    });
  });

  it("gives text as UTF-8, and binary that is text as text", async () => {
    const bytes = new TextEncoder().encode('{"KEY":"ü"}');
    const { secrets } = makeSecrets([new ScriptedStore("store").set("json", { type: "bytes", bytes })]);
    expect(new TextDecoder().decode(await secrets.getBytes("json#KEY"))).toBe("ü");
    expect(await secrets.get("json")).toBe('{"KEY":"ü"}');
  });
});

describe("getMany", () => {
  it("answers by the names that were asked", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("a", "1").set("b", "2")]);
    expect(await secrets.getMany(["a", "b"])).toEqual({ a: "1", b: "2" });
  });

  it("lists all failures in one error", async () => {
    const store = new ScriptedStore("store").set("a", "1").set("c", { fails: "denied" });
    const error = await makeSecrets([store])
      .secrets.getMany(["a", "b", "c"])
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "not_found", errors: [{ code: "not_found" }, { code: "denied" }] });
    expect(String(error)).toContain("2 of 3 secrets could not be read");
  });
});

describe("getBundle", () => {
  it("gives every field, null left out", async () => {
    const store = new ScriptedStore("store").set(
      "app",
      '{"A":"1","n":1.0,"o":{"x":1e400},"none":null,"__proto__":"p"}',
    );
    const { secrets } = makeSecrets([store]);
    expect(Object.entries(await secrets.getBundle("app"))).toEqual([
      ["A", "1"],
      ["n", "1.0"],
      ["o", '{"x":1e400}'],
      ["__proto__", "p"],
    ]);
  });

  it("with fields gives those alone, and fails where one is missing", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("app", '{"A":"1","B_C":"2"}')]);
    expect(await secrets.getBundle("app", { fields: ["b-c"] })).toEqual({ "b-c": "2" });
    await expect(secrets.getBundle("app", { fields: ["A", "Z"] })).rejects.toMatchObject({
      code: "field_not_found",
    });
  });

  it("with fields can be answered by a store without bundles that has all of them", async () => {
    const plain = new ScriptedStore("plain").set("A", "1").set("B", "2");
    plain.locate = ({ name, as }) => (as === "bundle" ? [] : [{ path: name }]);
    const { secrets } = makeSecrets([new ScriptedStore("store"), plain]);
    expect(await secrets.getBundle("app", { fields: ["A", "B"] })).toEqual({ A: "1", B: "2" });
    await expect(secrets.getBundle("app", { fields: ["A", "C"] })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("it lacks C"),
    });
    await expect(secrets.getBundle("app")).rejects.toMatchObject({ code: "not_found" });
  });

  it("is the caller's own object", async () => {
    const { secrets } = makeSecrets([
      new ScriptedStore("store").set("app", { type: "fields", fields: { A: "1" } }),
    ]);
    const first = await secrets.getBundle("app");
    first["A"] = "changed";
    expect((await secrets.getBundle("app"))["A"]).toBe("1");
  });
});
