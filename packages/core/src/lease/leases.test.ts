import { expect, it } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import type { LeaseSource } from "./lease-keeper.ts";
import { Leases } from "./leases.ts";

/** A source that counts what it makes. */
function source(): LeaseSource & { made: number } {
  const counting = {
    made: 0,
    make: async () => {
      counting.made++;
      return undefined;
    },
  };
  return counting;
}

it("a value that was asked for before close, and not yet made, is not made after it", async () => {
  const leases = new Leases({ clock: new FakeClock(), random: () => 0, onLease: () => {} });
  const creds = source();
  const asked = leases.make("creds", creds, { budgetMs: 5_000 }).catch((error: unknown) => error);
  await leases.close();
  expect(await asked).toMatchObject({ code: "aborted" });
  await expect(leases.make("creds", creds, { budgetMs: 5_000 })).rejects.toMatchObject({ code: "aborted" });
  expect(creds.made).toBe(0);
});
