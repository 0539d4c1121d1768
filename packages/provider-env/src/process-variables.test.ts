import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

describe("the process environment", () => {
  it("has a name as it is spelled, in the provider's case, or folded", async () => {
    const { text } = envProvider({ env: { "my name": "1", DATABASE_URL: "2", redisPassword: "3" } });
    expect(await text("my name")).toBe("1");
    expect(await text("databaseUrl")).toBe("2");
    expect(await text("redis-password")).toBe("3");
    expect(await text("absent")).toBeUndefined();
  });

  it("prefers the exact spelling to the case, and the case to folding", async () => {
    const host = { env: { "a-b": "exact", A_B: "case", "A.B": "folded" } };
    expect(await envProvider(host).text("a-b")).toBe("exact");
    expect(await envProvider(host).text("aB")).toBe("case");
    expect(await envProvider(host, { case: "kebab" }).text("aB")).toBe("exact");
    await expect(envProvider(host, { case: "as-is" }).text("aB")).rejects.toMatchObject({ code: "conflict" });
  });

  it("is a conflict for one name alone when two variables fold alike", async () => {
    const { read, text } = envProvider({ env: { "Data.Url": "1", "data-url": "2", OTHER: "3" } });
    await expect(read("DATA_URL")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining('"Data.Url" and "data-url" in the process environment'),
    });
    expect(await text("data-url")).toBe("2");
    expect(await text("other")).toBe("3");
  });

  it("gives the record the variable's own name and place", async () => {
    const { read } = envProvider({ env: { DATABASE_URL: "x" } });
    expect(await read("database-url")).toEqual({
      id: "DATABASE_URL",
      value: { type: "text", text: "x" },
      source: "DATABASE_URL in the process environment",
      metadata: { origin: "process" },
    });
  });

  it("is read late: a variable that appears, changes or goes is seen", async () => {
    const variables: Record<string, string | undefined> = {};
    const { text } = envProvider({ env: variables });
    expect(await text("a-b")).toBeUndefined();
    variables["a.b"] = "1";
    expect(await text("a-b")).toBe("1");
    variables["a.b"] = "2";
    expect(await text("a-b")).toBe("2");
    variables["a.b"] = undefined;
    expect(await text("a-b")).toBeUndefined();
  });

  it("takes the empty string for a value", async () => {
    await directory.write(".env", "A=file");
    expect(await envProvider({ env: { A: "" }, directory: directory.path }).text("a")).toBe("");
  });

  it("has no variables from its prototype", async () => {
    const { text } = envProvider({ env: process.env, directory: directory.path });
    expect(await text("constructor")).toBeUndefined();
    expect(await text("__proto__")).toBeUndefined();
  });

  it("keeps a megabyte and any alphabet as they are", async () => {
    const long = "é漢🔑\n".repeat(250_000);
    const { text } = envProvider({ env: { LONG: long } });
    expect(await text("LONG")).toBe(long);
  });

  it("passes a reference on, whatever it looks like", async () => {
    const reference = "secret://aws/store/url#field";
    const { read } = envProvider({ env: { A: reference } });
    expect((await read("a"))?.value).toEqual({ type: "reference", reference });
  });

  it("answers without a look at the files, malformed as they may be", async () => {
    await directory.write(".env", "what is this");
    const { text } = envProvider({ env: { A: "1" }, directory: directory.path });
    expect(await text("a")).toBe("1");
    await expect(text("b")).rejects.toMatchObject({ code: "not_configured", location: ".env:1" });
  });
});
