import { describe, expect, test, vi } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { chainOf } from "../testing/chain-of.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { WritableStore } from "../testing/writable-store.ts";

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

  test("that is aborted, before it begins or between two entries, leaves no rejection that nobody hears", async () => {
    const one = threeSecrets();
    one.before = (_, { signal }) => signal.throwIfAborted();
    const { secrets } = chainOf([one.provider()]);
    const unheard: unknown[] = [];
    const hear = (reason: unknown): unknown => unheard.push(reason);
    process.on("unhandledRejection", hear);
    try {
      const failed = await all(secrets.list("", { signal: AbortSignal.abort() })).catch(
        (error: unknown) => error,
      );
      expect(failed).toMatchObject({ code: "aborted" });
      const caller = new AbortController();
      const left = await (async () => {
        for await (const _ of secrets.list("", { provider: "store", signal: caller.signal })) {
          one.before = undefined;
          caller.abort();
        }
      })().catch((error: unknown) => error);
      expect(left).toMatchObject({ code: "aborted" });
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      process.off("unhandledRejection", hear);
    }
    expect(unheard).toEqual([]);
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
