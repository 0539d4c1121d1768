/** How many of the last writes of a name are remembered; its memory does not grow. */
const remembered = 256;

/** What was written under one name, and when: each value is the name and the number of its write, from 1. */
export class WrittenValues {
  readonly #name: string;
  /** When each of the last writes had certainly arrived, in milliseconds; `Infinity` while it travels. */
  readonly #arrivals = new Float64Array(remembered).fill(Infinity);
  #begun = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Begins a write: gives its value. */
  next(): string {
    this.#begun += 1;
    this.#arrivals[this.#begun % remembered] = Infinity;
    return `${this.#name} ${this.#begun}`;
  }

  /** The last write that was begun has arrived. */
  arrived(at: number): void {
    this.#arrivals[this.#begun % remembered] = at;
  }

  /**
   * For how long a value had been replaced when it was asked for, in milliseconds: 0 for the latest.
   *
   * @param at - when it was asked for
   * @returns `undefined` if it was never written
   */
  lag(value: string, at: number): number | undefined {
    const [name, text] = value.split(" ");
    const write = Number(text);
    if (name !== this.#name || !Number.isInteger(write) || write < 1 || write > this.#begun) return undefined;
    const oldest = Math.max(write + 1, this.#begun - remembered + 1);
    for (let later = oldest; later <= this.#begun; later++) {
      const arrival = this.#arrivals[later % remembered] ?? Infinity;
      if (arrival <= at) return at - arrival;
    }
    return 0;
  }
}
