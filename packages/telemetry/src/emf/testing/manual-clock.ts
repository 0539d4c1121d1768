import type { Clock } from "@claviger/core/provider";

/** Time that a test moves: `now` stands still, and the one timer that is set runs when it is told to. */
export class ManualClock implements Pick<Clock, "now" | "after"> {
  readonly delays: number[] = [];
  #callback: (() => void) | undefined;

  now(): number {
    return Date.UTC(2026, 0, 1) + 0.5;
  }

  after(ms: number, callback: () => void): { cancel(): void } {
    this.delays.push(ms);
    this.#callback = callback;
    return {
      cancel: () => {
        this.#callback = undefined;
      },
    };
  }

  get pending(): boolean {
    return this.#callback !== undefined;
  }

  ring(): void {
    this.#callback?.();
  }
}
