import { createSecrets } from "@claviger/core";
import { expect, test } from "vitest";
import { FakeClock } from "../fake-clock.ts";
import { memoryProvider } from "./memory-provider.ts";
import { MemoryStore } from "./memory-store.ts";

const text = (value: string) => ({ type: "text", text: value }) as const;

// What the contract asks for is shown by the conformance suite.

test("an application under test reads what was written", async () => {
  const store = new MemoryStore();
  store.write("app/database-url", text("postgres://localhost/test"));
  const secrets = createSecrets({ providers: [memoryProvider(store)({ prefix: "app" })] });
  expect(await secrets.get("database-url")).toBe("postgres://localhost/test");
  await secrets.close();
});

test("a fault lasts until it is ended", async () => {
  const store = new MemoryStore();
  store.write("a", text("1"));
  const secrets = createSecrets({ providers: [memoryProvider(store)()], cache: { ttl: 0 } });
  store.fault = { fails: "denied" };
  await expect(secrets.get("a")).rejects.toMatchObject({ code: "denied" });
  store.fault = "pass";
  expect(await secrets.get("a")).toBe("1");
  await secrets.close();
});

test("times and leases follow its clock", async () => {
  const clock = new FakeClock(0);
  const store = new MemoryStore({ clock });
  store.leases.addRole("creds", { ttlSeconds: 60 });
  await clock.advance(1_000);
  store.write("a", text("1"));
  expect(store.read({ path: "a" })?.createdAt).toEqual(new Date(1_000));
  expect(store.read({ path: "creds" })?.lease?.expiresAt).toEqual(new Date(61_000));
});

test("single versions cannot be deleted", () => {
  const store = new MemoryStore();
  store.write("a", text("1"));
  expect(() => store.delete("a", { version: "1" })).toThrow(expect.objectContaining({ code: "unsupported" }));
});

test("a missing version and a missing secret cannot get a stage", () => {
  const store = new MemoryStore();
  store.write("a", text("1"));
  for (const path of ["a", "b"]) {
    expect(() => store.moveStage(path, "current", { to: "9" })).toThrow(
      expect.objectContaining({ code: "version_not_found" }),
    );
  }
});
