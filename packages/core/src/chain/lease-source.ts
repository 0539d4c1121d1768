import type { StoreCaller } from "../call/store-caller.ts";
import type { CallContext } from "../contract/context.ts";
import type { Location } from "../contract/location.ts";
import { whileWanted } from "../contract/while-wanted.ts";
import type { LeaseSource } from "../lease/lease-keeper.ts";
import type { Link } from "./link.ts";

/** How long a call for a lease may take, in milliseconds. */
const leaseCallMs = 10_000;

/** How a location's leases are made, renewed and revoked. Each call ends in time, whether the provider honours that or not. */
export function leaseSource(
  location: Location,
  { provider, host: { clock } }: Link,
  caller: StoreCaller,
): LeaseSource {
  const within = <T>(
    signal: AbortSignal,
    task: string,
    call: (ctx: CallContext) => Promise<T>,
  ): Promise<T> => {
    const deadline = clock.now() + leaseCallMs;
    return whileWanted((inner) => call(caller.context({ signal: inner, deadline })), {
      signal,
      deadline,
      clock,
      task: `${task} a lease of ${location.path}`,
    });
  };
  const renew = provider.renew?.bind(provider);
  const revoke = provider.revoke?.bind(provider);
  return {
    make: (signal) => caller.read(location, { signal, deadline: clock.now() + leaseCallMs }),
    renew: renew && ((lease, signal) => within(signal, "renewing", (ctx) => renew(lease, ctx))),
    revoke:
      revoke && ((lease) => within(new AbortController().signal, "revoking", (ctx) => revoke(lease, ctx))),
  };
}
