import { nodeHost } from "@claviger/core";
import type { Clock } from "@claviger/core/provider";

/** Real time that a test can move ahead, so that what is cached gets old without a wait. */
export class ShiftedClock implements Clock {
  readonly #real = nodeHost().clock;
  #ahead = 0;

  now(): number {
    return this.#real.now() + this.#ahead;
  }

  monotonic(): number {
    return this.#real.monotonic() + this.#ahead;
  }

  after(...args: Parameters<Clock["after"]>): ReturnType<Clock["after"]> {
    return this.#real.after(...args);
  }

  /** Moves on by so many seconds. Timers that are set stay as they are. */
  shift(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}
