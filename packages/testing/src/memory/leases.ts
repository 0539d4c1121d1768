import { randomUUID } from "node:crypto";
import { type Clock, type Lease, SecretError, type SecretRecord } from "@claviger/core/provider";

interface Role {
  readonly ttlSeconds: number;
  readonly makeValue: () => string;
}

/** Locations that make a new value at each read, and the leases of what they made. */
export class Leases {
  readonly #clock: Pick<Clock, "now">;
  readonly #roles = new Map<string, Role>();
  readonly #live = new Map<string, Role>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** From now on every read of the path makes a value. @param role - its life in seconds, and how a value is made */
  addRole(path: string, { ttlSeconds = 3600, makeValue = randomUUID }: Partial<Role> = {}): void {
    this.#roles.set(path, { ttlSeconds, makeValue });
  }

  hasRole(path: string): boolean {
    return this.#roles.has(path);
  }

  mint(path: string): SecretRecord | undefined {
    const role = this.#roles.get(path);
    if (!role) return undefined;
    const id = `${path}/${randomUUID()}`;
    this.#live.set(id, role);
    return { id: path, value: { type: "text", text: role.makeValue() }, lease: this.#lease(id, role) };
  }

  /** @throws SecretError `disabled` if it has ended */
  renew({ id }: Lease): Lease {
    const role = this.#live.get(id);
    if (role) return this.#lease(id, role);
    throw new SecretError("disabled", "the lease has ended", { hint: "read the secret again" });
  }

  /** Revoking what has ended does nothing. */
  revoke({ id }: Lease): void {
    this.#live.delete(id);
  }

  #lease(id: string, { ttlSeconds }: Role): Lease {
    return { id, expiresAt: new Date(this.#clock.now() + ttlSeconds * 1000), renewable: true };
  }
}
