import { fieldsFromJson, type Lease, SecretError, type SecretRecord } from "@claviger/core/provider";
import { errorTexts, isDone, objectAt, type Reply, says } from "./reply.ts";
import { joinPath } from "./secret-path.ts";
import type { AskedSecret, Session } from "./session.ts";

/**
 * Reads credentials of an engine that makes them: new ones with a lease, or those of a static role, which the engine changes by
 * itself.
 *
 * @returns `undefined` if the engine has no such role
 */
export async function readCredentials(secret: AskedSecret): Promise<SecretRecord | undefined> {
  const { session } = secret;
  const path = joinPath(secret);
  const askedAt = session.clock.now();
  // Another node must not make a second one where the first may have.
  const reply = await session.send(path, { repeatable: false });
  if (reply.status === 400 && says(reply, /^unknown role: /i)) return undefined;
  const data = objectAt(reply.body, "data");
  if (reply.status !== 200 || !data) throw session.failure(reply, secret.mount);
  const { issuer, endsAt } = reply.token;
  const lease = leaseFrom(reply, { askedAt, issuer, endsAt });
  const ttl = data["ttl"];
  return {
    id: path,
    value: { type: "fields", fields: fieldsFromJson(data) },
    source: `${path} at ${session.address}`,
    ...(lease ? { lease } : {}),
    ...(!lease && typeof ttl === "number" && ttl > 0 ? { expiresAt: new Date(askedAt + ttl * 1000) } : {}),
  };
}

/** @throws SecretError `disabled` if the lease has ended; `denied` */
export async function renewLease(lease: Lease, session: Session): Promise<Lease> {
  const askedAt = session.clock.now();
  const data = { lease_id: lease.id };
  const reply = await session.send("sys/leases/renew", { method: "POST", data });
  if (reply.status === 400 && errorTexts(reply)) {
    throw new SecretError("disabled", "the lease has ended in Vault, or cannot be renewed", {
      hint: "read the secret again: new credentials are made",
      cause: { status: 400 },
    });
  }
  // It ends with the token that made it, whoever renews it.
  const { token } = reply;
  const { issuer = token.issuer, maxExpiresAt } = lease;
  const endsAt = Math.min(
    maxExpiresAt?.getTime() ?? Infinity,
    (issuer === token.issuer ? token.endsAt : undefined) ?? Infinity,
  );
  const renewed = reply.status === 200 ? leaseFrom(reply, { askedAt, issuer, endsAt }) : undefined;
  if (!renewed) throw session.failure(reply);
  return renewed;
}

/** Has the engine remove the credentials now. A lease that has ended is left so. */
export async function revokeLease({ id }: Lease, session: Session): Promise<void> {
  // Synchronous: once it is answered, the credentials are gone.
  const data = { lease_id: id, sync: true };
  const reply = await session.send("sys/leases/revoke", { method: "POST", data });
  const isGone = reply.status === 400 && says(reply, /lease/i);
  if (!isDone(reply) && !isGone) throw session.failure(reply);
}

interface LeaseOrigin {
  readonly askedAt: number;
  readonly issuer: string;
  /** When the token ends for good that made it. */
  readonly endsAt?: number | undefined;
}

function leaseFrom({ body }: Reply, { askedAt, issuer, endsAt = Infinity }: LeaseOrigin): Lease | undefined {
  const [id, seconds] = [body?.["lease_id"], body?.["lease_duration"]];
  if (typeof id !== "string" || id === "" || typeof seconds !== "number" || seconds <= 0) return undefined;
  return {
    id,
    expiresAt: new Date(Math.min(askedAt + seconds * 1000, endsAt)),
    renewable: body?.["renewable"] === true,
    issuer,
    ...(endsAt === Infinity ? {} : { maxExpiresAt: new Date(endsAt) }),
  };
}
