import type { Lease } from "../contract/lease.ts";
import type { FakeClock } from "./fake-clock.ts";
import { ScriptedStore } from "./scripted-store.ts";

export interface Minting {
  readonly clock: () => FakeClock;
  /** How long a lease lives, in milliseconds. @default one hour */
  readonly termMs?: number;
  /** How long a lease lives at most, however often it is renewed, in milliseconds. */
  readonly maxMs?: number;
  /** The store tells that maximum. @default true */
  readonly tellsMax?: boolean;
  readonly renewable?: boolean;
}

/** A store whose every read makes a new user with a lease, which it renews and revokes like a real one. */
export class MintingStore extends ScriptedStore {
  made = 0;
  readonly renewed: string[] = [];
  readonly revoked: string[] = [];
  /** When set, it fails each renewal. */
  refusesToRenew: Error | undefined;
  issuer = "token 1";
  readonly #born = new Map<string, number>();

  constructor({ clock, termMs = 3_600_000, maxMs, tellsMax = true, renewable = true }: Minting) {
    super("store");
    this.locate = ({ name }) => [{ path: name, mints: true }];
    this.parse = (path) => ({ path, mints: true });
    const end = (id: string): number => {
      const max = (this.#born.get(id) ?? 0) + (maxMs ?? Infinity);
      return Math.min(max, clock().now() + termMs);
    };
    const lease = (id: string): Lease => ({
      id,
      expiresAt: new Date(end(id)),
      renewable,
      issuer: this.issuer,
      ...(maxMs !== undefined && tellsMax
        ? { maxExpiresAt: new Date((this.#born.get(id) ?? 0) + maxMs) }
        : {}),
    });
    this.set("creds", () => {
      const id = `lease ${++this.made}`;
      this.#born.set(id, clock().now());
      return { id: "creds", value: { type: "text", text: `user ${this.made}` }, lease: lease(id) };
    });
    this.renew = async ({ id }) => {
      this.renewed.push(id);
      if (this.refusesToRenew) throw this.refusesToRenew;
      return lease(id);
    };
    this.revoke = async ({ id }) => {
      this.revoked.push(id);
    };
  }
}
