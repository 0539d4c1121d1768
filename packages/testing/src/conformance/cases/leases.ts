import type { Lease, Location } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

function mintingLocation(bench: Bench): Location {
  return bench.provider.parse(bench.harness.mintingPath ?? "");
}

async function leaseOf(bench: Bench): Promise<Lease> {
  const record = await bench.read(mintingLocation(bench));
  if (!record?.lease) throw new Error("A location that mints must answer with a lease.");
  return record.lease;
}

/** Values with an end. */
export const leaseCases: readonly ConformanceCase[] = [
  {
    behaviour: "a location that mints says so, and makes another value with a lease of its own at each read",
    needs: ["leases"],
    async run(bench) {
      const location = mintingLocation(bench);
      expect(location.mints).toBe(true);
      const [one, other] = [await bench.read(location), await bench.read(location)];
      expect(one?.value).not.toEqual(other?.value);
      expect(one?.lease?.id).not.toBe(other?.lease?.id);
      expect(one?.lease?.expiresAt.getTime()).toBeGreaterThan(bench.host.clock.now());
    },
  },
  {
    behaviour: "a lease can be renewed, and not after it was revoked",
    needs: ["leases"],
    async run(bench) {
      const { provider } = bench;
      const lease = await leaseOf(bench);
      if (!lease.renewable || !provider.renew || !provider.revoke)
        throw bench.skipped("its leases are not renewed and revoked");
      const renewed = await provider.renew(lease, bench.context());
      expect(renewed.id).toBe(lease.id);
      expect(renewed.expiresAt.getTime()).toBeGreaterThanOrEqual(lease.expiresAt.getTime());
      await provider.revoke(renewed, bench.context());
      const again = provider.renew(renewed, bench.context());
      await bench.failure(again, "a renewal of a revoked lease", "disabled", "denied", "version_not_found");
    },
  },
  {
    behaviour: "revoking a lease twice does nothing more",
    needs: ["leases"],
    async run(bench) {
      const { provider } = bench;
      if (!provider.revoke) throw bench.skipped("the provider has no revoke");
      const lease = await leaseOf(bench);
      await provider.revoke(lease, bench.context());
      await expect(provider.revoke(lease, bench.context())).resolves.toBeUndefined();
    },
  },
];
