import type { Clock } from "../contract/clock.ts";
import type { Link } from "./link.ts";

/** How long a group stays with the member that answered when the first could not, in milliseconds. */
const probeBackMs = 30_000;

/** One place of a chain: a link, or a replica group, whose members keep the same secrets. */
export class Layer {
  readonly members: readonly Link[];
  readonly #clock: Clock;
  #preferred: { readonly link: Link; readonly until: number } | undefined;
  /** Until then the first member is asked first, since it was written to and the others may not have it yet. */
  #firstUntil = -Infinity;

  constructor(members: readonly Link[], clock: Clock) {
    this.members = members;
    this.#clock = clock;
  }

  /** The members in the order in which they are asked: the one that answered last first, for a while. */
  order(): readonly Link[] {
    const preferred = this.#preferred;
    if (!preferred || preferred.until <= this.#clock.monotonic()) return this.members;
    return [...new Set([preferred.link, ...this.members])];
  }

  /** The first member was written to: for so many milliseconds it is asked first. */
  written(forMs: number): void {
    this.#preferred = undefined;
    this.#firstUntil = this.#clock.monotonic() + forMs;
  }

  /** A member answered after others had failed: it is asked first from now on, until the first is tried again. */
  prefer(link: Link): void {
    const now = this.#clock.monotonic();
    if (this.order()[0] === link || now < this.#firstUntil) return;
    this.#preferred = { link, until: now + probeBackMs };
  }
}
