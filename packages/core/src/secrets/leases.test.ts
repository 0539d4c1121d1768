import { describe, expect, it } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { type FakeClock, settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { type Minting, MintingStore } from "../testing/minting-store.ts";
import { hang } from "../testing/scripted-store.ts";

const minute = 60_000;
const hour = 60 * minute;

function minting(
  options: Omit<Minting, "clock"> = {},
  random = 0,
): ReturnType<typeof makeSecrets> & { readonly store: MintingStore; readonly told: () => string[] } {
  let clock: FakeClock | undefined;
  const store = new MintingStore({ ...options, clock: () => clock as FakeClock });
  const made = makeSecrets([store], { random: () => random });
  clock = made.clock;
  const told = (): string[] => made.events.flatMap((event) => (event.type === "lease" ? [event.action] : []));
  return { ...made, store, told };
}

describe("a location that mints", () => {
  it("makes one value for a thousand concurrent reads, and for those after them", async () => {
    const { secrets, store, told } = minting();
    const values = await Promise.all(Array.from({ length: 1000 }, () => secrets.get("creds")));
    expect(new Set(values)).toEqual(new Set(["user 1"]));
    expect(await secrets.get("creds")).toBe("user 1");
    expect(store.calls).toEqual(["creds"]);
    expect(told()).toEqual(["made"]);
    expect(secrets.stats().links[0]).toMatchObject({ leases: 1, entries: 0 });
    await secrets.close();
  });

  it("is renewed at two thirds of its lease, again and again, without a read", async () => {
    const { secrets, store, clock, told } = minting();
    await secrets.get("creds");
    await clock.advance(40 * minute - 1);
    expect(store.renewed).toEqual([]);
    await clock.advance(1);
    expect(store.renewed).toEqual(["lease 1"]);
    await clock.advance(400 * minute);
    expect(store.renewed).toHaveLength(11);
    expect(await secrets.get("creds")).toBe("user 1");
    expect(told()).toEqual(["made", ...Array.from({ length: 11 }, () => "renewed")]);
    await secrets.close();
  });

  it("is renewed up to a tenth earlier by chance", async () => {
    const { secrets, store, clock } = minting({}, 0.5);
    await secrets.get("creds");
    await clock.advance(38 * minute - 1);
    expect(store.renewed).toEqual([]);
    await clock.advance(1);
    expect(store.renewed).toEqual(["lease 1"]);
    await secrets.close();
  });

  it("that cannot be renewed is replaced at two thirds, and the old value lives on to its end", async () => {
    const { secrets, store, clock } = minting({ renewable: false });
    await secrets.get("creds");
    await clock.advance(40 * minute);
    expect(store.renewed).toEqual([]);
    expect(store.revoked, "who uses the old one can change over").toEqual([]);
    expect(await secrets.get("creds")).toBe("user 2");
    await secrets.close();
  });

  it("is replaced before its maximum, whether the store tells it or not", async () => {
    for (const tellsMax of [true, false]) {
      const { secrets, store, clock } = minting({ maxMs: 2 * hour, tellsMax });
      await secrets.get("creds");
      for (let minutes = 0; minutes < 24 * 60; minutes++) {
        await clock.advance(minute);
        const user = await secrets.get("creds");
        expect(user, "never one whose lease has ended").toBe(`user ${store.made}`);
      }
      expect(store.made).toBeGreaterThanOrEqual(12);
      expect(store.made).toBeLessThanOrEqual(16);
      expect(store.renewed.length).toBeLessThanOrEqual(40);
      await secrets.close();
    }
  });

  it("is never given past its lease", async () => {
    const { secrets, store, clock, told } = minting();
    await secrets.get("creds");
    store.refusesToRenew = new SecretError("unavailable", "it is down");
    store.set("creds", { fails: "unavailable" });
    await clock.advance(hour - 1);
    expect(await secrets.get("creds")).toBe("user 1");
    await clock.advance(1);
    await expect(secrets.get("creds")).rejects.toMatchObject({ code: "unavailable" });
    expect(told()).toEqual(["made", "lost"]);
    expect(secrets.stats().links[0]?.leases).toBe(0);
    await secrets.close();
    expect(clock.pending).toBe(0);
  });

  it("whose renewals fail backs off: no storm, and it recovers", async () => {
    const { secrets, store, clock } = minting();
    await secrets.get("creds");
    store.refusesToRenew = new SecretError("unavailable", "it is down");
    store.set("creds", { fails: "denied" });
    await clock.advance(55 * minute);
    expect(store.renewed.length + store.calls.length).toBeLessThanOrEqual(14);
    expect(store.renewed.length + store.calls.length).toBeGreaterThanOrEqual(8);
    expect(await secrets.get("creds")).toBe("user 1");
    await secrets.close();
  });

  it("whose renewal is refused is replaced after two tries", async () => {
    const { secrets, store, clock } = minting();
    await secrets.get("creds");
    store.refusesToRenew = new SecretError("denied", "it may not");
    await clock.advance(41 * minute);
    expect(store.renewed).toEqual(["lease 1", "lease 1"]);
    expect(await secrets.get("creds")).toBe("user 2");
    await secrets.close();
  });

  it("whose renewal never answers is replaced all the same", async () => {
    const { secrets, store, clock } = minting();
    store.renew = () => new Promise(() => {});
    expect(await secrets.get("creds")).toBe("user 1");
    await clock.advance(45 * minute);
    expect(await secrets.get("creds")).toBe("user 2");
    await clock.advance(35 * minute + 1);
    await secrets.close();
    await settled();
    expect(clock.pending, "a renewal under way ends with close").toBe(0);
  });

  it("whose role is gone when it is to be replaced is tried again", async () => {
    const { secrets, store, clock } = minting({ renewable: false });
    await secrets.get("creds");
    const mint = store.answers.get("creds");
    store.set("creds", undefined);
    await clock.advance(41 * minute);
    expect(await secrets.get("creds")).toBe("user 1");
    store.set("creds", mint);
    await clock.advance(15 * minute);
    expect(await secrets.get("creds")).toBe("user 2");
    await secrets.close();
  });

  it("is lost when the credentials that made it die, and made anew by the next read", async () => {
    const { secrets, store, told } = minting();
    await secrets.get("creds");
    store.contexts[0]?.report({ type: "credentials-lost", issuer: "another" });
    expect(await secrets.get("creds")).toBe("user 1");
    store.contexts[0]?.report({ type: "credentials-lost", issuer: "token 1" });
    store.issuer = "token 2";
    expect(await secrets.get("creds")).toBe("user 2");
    expect(told()).toEqual(["made", "lost", "made"]);
    await secrets.close();
    expect(store.revoked).toEqual(["lease 2"]);
  });

  it("that was under way when its credentials died is handed out to nobody later", async () => {
    const { secrets, store } = minting();
    const slow = gate();
    store.gate = slow.closed;
    const first = secrets.get("creds");
    await settled();
    store.contexts[0]?.report({ type: "credentials-lost", issuer: "token 1" });
    slow.open();
    await expect(first).rejects.toMatchObject({ code: "unavailable" });
    store.issuer = "token 2";
    expect(await secrets.get("creds")).toBe("user 2");
    await secrets.close();
  });

  it("is made anew by a refresh, and the old value lives on until close", async () => {
    const { secrets, store } = minting();
    await secrets.get("creds");
    expect(await secrets.refresh("creds")).toBe("user 2");
    expect(await secrets.get("creds")).toBe("user 2");
    expect(store.revoked).toEqual([]);
    await secrets.close();
    expect(store.revoked.toSorted()).toEqual(["lease 1", "lease 2"]);
  });

  it("is made anew after clear, one or all", async () => {
    const { secrets, store } = minting();
    await secrets.get("creds");
    secrets.clear("creds");
    expect(await secrets.get("creds")).toBe("user 2");
    secrets.clear();
    expect(await secrets.get("creds")).toBe("user 3");
    await secrets.close();
    expect(store.revoked).toHaveLength(3);
  });

  it("is revoked at close, each lease that lives once, and told with its place", async () => {
    const { secrets, store, clock, events } = minting({ renewable: false });
    await secrets.get("creds");
    await clock.advance(3 * hour);
    await secrets.close();
    expect(store.revoked.length).toBeLessThanOrEqual(2);
    expect(new Set(store.revoked).size).toBe(store.revoked.length);
    const revoked = events.filter((event) => event.type === "lease" && event.action === "revoked");
    expect(revoked).toHaveLength(store.revoked.length);
    for (const event of revoked) expect(event).toMatchObject({ provider: "store", location: "creds" });
    expect(clock.pending).toBe(0);
  });

  it("does not keep close waiting for a store that does not revoke", async () => {
    const { secrets, store, clock } = minting();
    store.revoke = () => new Promise(() => {});
    await secrets.get("creds");
    let closed = false;
    void secrets.close().then(() => (closed = true));
    await settled();
    await clock.advance(10_000);
    expect(closed).toBe(true);
    expect([store.closed, clock.pending]).toEqual([1, 0]);
  });

  it("is never made by explain, which says so, and shows the one that is held", async () => {
    const { secrets, store } = minting();
    expect((await secrets.explain("creds")).attempts[0]).toMatchObject({
      answer: "cannot_hold",
      detail: "every read there makes a new value",
    });
    await secrets.explain("creds", { refresh: true });
    expect(store.calls).toEqual([]);
    await secrets.get("creds");
    const explanation = await secrets.explain("creds", { refresh: true });
    expect(explanation.attempts[0]).toMatchObject({ answer: "found", cached: true });
    expect(JSON.stringify(explanation)).not.toContain("user 1");
    expect(store.made).toBe(1);
    await secrets.close();
  });

  it("has all of the link's time for its one call", async () => {
    const { secrets, store, clock } = minting();
    store.set("creds", hang);
    const value = secrets.get("creds").catch((error: unknown) => error);
    await settled();
    expect((store.contexts[0]?.deadline ?? 0) - clock.now()).toBeGreaterThanOrEqual(5_000);
    await clock.advance(5_000);
    expect(await value).toMatchObject({ code: "timeout" });
    expect(store.calls).toHaveLength(1);
    await secrets.close();
  });

  it("is asked for in its fields by one value", async () => {
    const { secrets, store, clock } = minting();
    let made = 0;
    store.set("creds", () => ({
      id: "creds",
      value: { type: "fields", fields: { username: `u${++made}`, password: `p${made}` } },
      lease: { id: "lease", expiresAt: new Date(clock.now() + hour), renewable: true },
    }));
    expect(await secrets.getMany(["creds#username", "creds#password"])).toEqual({
      "creds#username": "u1",
      "creds#password": "p1",
    });
    expect(await secrets.getBundle("creds")).toEqual({ username: "u1", password: "p1" });
    await secrets.close();
  });

  it("without a lease is made at each read", async () => {
    const { secrets, store } = minting();
    let made = 0;
    store.set("creds", () => String(++made));
    expect([await secrets.get("creds"), await secrets.get("creds")]).toEqual(["1", "2"]);
    await secrets.close();
  });
});

describe("a lease whose end is no date", () => {
  const never = new Date(Number.NaN);

  it("is a defect of the provider, and not one that lives for ever", async () => {
    const { secrets, store } = minting();
    store.set("creds", () => ({
      id: "creds",
      value: { type: "text", text: "user" },
      lease: { id: "lease", expiresAt: never, renewable: true },
    }));
    await expect(secrets.get("creds")).rejects.toMatchObject({ code: "internal" });
    await secrets.close();
  });

  it("does not end a lease's life, nor start a storm, when a renewal brings it", async () => {
    const { secrets, store, clock } = minting();
    let renewals = 0;
    store.renew = async (lease) => {
      renewals++;
      return { ...lease, expiresAt: never };
    };
    await secrets.get("creds");
    await clock.advance(41 * minute);
    expect(renewals).toBe(2);
    expect(await secrets.get("creds")).toBe("user 2");
    await secrets.close();
  });
});

describe("a process that was suspended", () => {
  it("does not give a value whose lease ended meanwhile", async () => {
    const { secrets, store, clock } = minting();
    await secrets.get("creds");
    clock.setTimeOfDay(2 * hour);
    expect(await secrets.get("creds")).toBe("user 2");
    await clock.advance(40 * minute);
    expect(store.renewed).toEqual(["lease 2"]);
    await secrets.close();
  });

  it("loses a lease that ended meanwhile, though nobody reads it", async () => {
    const { secrets, store, clock, told } = minting();
    await secrets.get("creds");
    clock.setTimeOfDay(2 * hour);
    store.refusesToRenew = new SecretError("denied", "that lease is unknown");
    await clock.advance(hour);
    expect(told()).toEqual(["made", "lost"]);
    await secrets.close();
  });

  it("does not give a value past its lease because the clock was set back", async () => {
    const { secrets, store, clock } = minting();
    store.refusesToRenew = new SecretError("unavailable", "it is down");
    await secrets.get("creds");
    store.set("creds", { fails: "unavailable" });
    clock.setTimeOfDay(-5 * hour);
    await clock.advance(hour);
    await expect(secrets.get("creds")).rejects.toMatchObject({ code: "unavailable" });
    await secrets.close();
  });
});
