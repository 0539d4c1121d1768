import { fieldsFromJson, type Lease, SecretError, type SecretRecord } from "@claviger/core/provider";
import { denied, isDenied } from "./denial.ts";
import { errorTexts, objectAt, type Reply } from "./reply.ts";
import { joinPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { errorFromReply } from "./translate-error.ts";

/**
 * Reads credentials of an engine that makes them: new ones with a lease, or those of a static role, which the engine changes by
 * itself.
 *
 * @returns `undefined` if the engine has no such role
 */
export async function readCredentials(
  secret: SecretPath,
  session: Session,
): Promise<SecretRecord | undefined> {
  const { connection, signal, clock } = session;
  const path = joinPath(secret);
  const askedAt = clock.now();
  // Another node must not make a second one where the first may have.
  const { reply, token } = await connection.send("GET", path, { signal, repeatable: false });
  if (isDenied(reply)) throw denied(path);
  if (isUnknownRole(reply)) return undefined;
  const subject = connection.subject(secret.mount);
  const data = objectAt(reply.body, "data");
  if (reply.status !== 200 || !data) throw errorFromReply(reply, subject);
  const lease = leaseFrom(reply, { askedAt, issuer: token.issuer, endsAt: token.endsAt });
  const ttl = data["ttl"];
  return {
    id: path,
    value: { type: "fields", fields: fieldsFromJson(data) },
    source: `${path} at ${subject.address}`,
    ...(lease ? { lease } : {}),
    ...(!lease && typeof ttl === "number" && ttl > 0 ? { expiresAt: new Date(askedAt + ttl * 1000) } : {}),
  };
}

/** @throws SecretError `disabled` if the lease has ended; `denied` */
export async function renewLease(lease: Lease, session: Session): Promise<Lease> {
  const { connection, signal, clock } = session;
  const askedAt = clock.now();
  const path = "sys/leases/renew";
  const { reply, token } = await connection.send("POST", path, { data: { lease_id: lease.id }, signal });
  if (isDenied(reply)) throw denied(path, "update");
  if (reply.status === 400 && errorTexts(reply)) {
    throw new SecretError("disabled", "the lease has ended in Vault, or cannot be renewed", {
      hint: "read the secret again: new credentials are made",
      cause: { status: 400 },
    });
  }
  // It ends with the token that made it, whoever renews it.
  const { issuer = token.issuer, maxExpiresAt } = lease;
  const endsAt = Math.min(
    maxExpiresAt?.getTime() ?? Infinity,
    (issuer === token.issuer ? token.endsAt : undefined) ?? Infinity,
  );
  const renewed = reply.status === 200 ? leaseFrom(reply, { askedAt, issuer, endsAt }) : undefined;
  if (!renewed) throw errorFromReply(reply, connection.subject());
  return renewed;
}

/** Has the engine remove the credentials now. A lease that has ended is left so. */
export async function revokeLease({ id }: Lease, { connection, signal }: Session): Promise<void> {
  const path = "sys/leases/revoke";
  // Synchronous: once it is answered, the credentials are gone.
  const reply = await connection.write(path, { data: { lease_id: id, sync: true }, signal });
  if (isDenied(reply)) throw denied(path, "update");
  const isGone = reply.status === 400 && errorTexts(reply)?.some((text) => /lease/i.test(text));
  if (reply.status !== 204 && reply.status !== 200 && !isGone)
    throw errorFromReply(reply, connection.subject());
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

function isUnknownRole(reply: Reply): boolean {
  return reply.status === 400 && (errorTexts(reply)?.some((text) => /^unknown role: /i.test(text)) ?? false);
}
