/** A uniform sample of any number of observations, in bounded memory (Vitter's algorithm R). */
export class Reservoir {
  readonly #size: number;
  readonly #random: () => number;
  readonly #kept: number[] = [];
  #seen = 0;

  /**
   * @param size - how many observations are kept at most
   * @param random - a number in [0, 1)
   */
  constructor(size: number, random: () => number) {
    this.#size = size;
    this.#random = random;
  }

  add(value: number): void {
    this.#seen++;
    const index =
      this.#kept.length < this.#size ? this.#kept.length : Math.floor(this.#random() * this.#seen);
    if (index < this.#size) this.#kept[index] = value;
  }

  get values(): readonly number[] {
    return this.#kept;
  }
}
