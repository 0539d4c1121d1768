const longestName = 256;

/** Stands for every secret that came after the bound was reached. */
const otherSecrets = "other";

/** How many secrets are told apart where nothing else is said. */
const defaultMaxSecrets = 1000;

/**
 * The names of secrets as labels, bounded in number and length: applications ask for names that come from outside, and
 * a time series is never given back.
 */
export class SecretLabels {
  readonly #max: number;
  readonly #known = new Set<string>();

  /** @throws RangeError where `max` is not a whole number of 0 or more */
  constructor(max: number = defaultMaxSecrets) {
    if (!Number.isSafeInteger(max) || max < 0) {
      throw new RangeError("maxSecrets must be a whole number, 0 or more");
    }
    this.#max = max;
  }

  /** The name, cut to 256 characters; `other` once as many names as are told apart were seen. */
  of(name: string): string {
    const label = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
    if (this.#known.has(label)) return label;
    if (this.#known.size >= this.#max) return otherSecrets;
    this.#known.add(label);
    return label;
  }
}
