import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Lease } from "../contract/lease.ts";
import { systemClock } from "../host/system-clock.ts";
import { LeaseKeeper, type LeaseSource } from "./lease-keeper.ts";

const day = 24 * 3_600_000;

/** A source of leases that live for `days`, on the system's clock. */
function source(days: number): LeaseSource & { readonly log: string[] } {
  const log: string[] = [];
  const end = (): Date => new Date(Date.now() + days * day);
  return {
    log,
    make: async () => {
      log.push("made");
      const lease: Lease = { id: "lease", expiresAt: end(), renewable: true };
      return { id: "creds", value: { type: "text", text: "user" }, lease };
    },
    renew: async (lease) => {
      log.push("renewed");
      return { ...lease, expiresAt: end() };
    },
    revoke: async () => {
      log.push("revoked");
    },
  };
}

function keeper(): LeaseKeeper {
  return new LeaseKeeper({ clock: systemClock, random: () => 0, onLease: () => {} });
}

describe("a lease on the system's clock", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  // A timer of JavaScript takes 24.8 days: a longer one fires at once.
  it.each([32, 48, 400])("of %i days is renewed at two thirds of them, and not before", async (days) => {
    const leases = keeper();
    const creds = source(days);
    await leases.make("creds", creds, { budgetMs: 5_000 });
    await vi.advanceTimersByTimeAsync((days * day * 2) / 3 - 1_000);
    expect(creds.log).toEqual(["made"]);
    expect(leases.current("creds")?.text()).toBe("user");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(creds.log).toEqual(["made", "renewed"]);
    await leases.close();
    expect(creds.log).toEqual(["made", "renewed", "revoked"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is made by nobody after close", async () => {
    const leases = keeper();
    await leases.close();
    const creds = source(1);
    await expect(leases.make("creds", creds, { budgetMs: 5_000 })).rejects.toMatchObject({ code: "aborted" });
    expect(creds.log).toEqual([]);
  });

  it("is one for all who wait, and one who leaves does not end it for the others", async () => {
    const leases = keeper();
    const creds = source(1);
    const leaving = new AbortController();
    const gone = leases.make("creds", creds, { budgetMs: 5_000, signal: leaving.signal });
    const stays = leases.make("creds", creds, { budgetMs: 5_000 });
    leaving.abort();
    await expect(gone).rejects.toMatchObject({ code: "aborted" });
    expect((await stays)?.text()).toBe("user");
    expect(creds.log).toEqual(["made"]);
    await leases.close();
  });
});

it("a value that was asked for before close, and not yet made, is not made after it", async () => {
  const leases = keeper();
  const creds = source(1);
  const asked = leases.make("creds", creds, { budgetMs: 5_000 }).catch((error: unknown) => error);
  await leases.close();
  expect(await asked).toMatchObject({ code: "aborted" });
  await expect(leases.make("creds", creds, { budgetMs: 5_000 })).rejects.toMatchObject({ code: "aborted" });
  expect(creds.log).toEqual([]);
});
