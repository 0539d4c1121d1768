/** How a suite went, for the line at its end. */
export class Tally {
  readonly #name: string;
  readonly #skipped = new Map<string, number>();
  #passed = 0;
  #failed = 0;

  constructor(name: string) {
    this.#name = name;
  }

  pass(): void {
    this.#passed += 1;
  }

  fail(): void {
    this.#failed += 1;
  }

  skip(reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** `conformance of vault: 51 passed, 9 skipped: the provider has no list (3), …` */
  line(): string {
    const skipped = [...this.#skipped].map(([reason, times]) =>
      times === 1 ? reason : `${reason} (${times})`,
    );
    const total = [...this.#skipped.values()].reduce((sum, times) => sum + times, 0);
    const counts = [
      `${this.#passed} passed`,
      ...(this.#failed > 0 ? [`${this.#failed} FAILED`] : []),
      `${total} skipped`,
    ];
    return `conformance of ${this.#name}: ${counts.join(", ")}${total > 0 ? `: ${skipped.join("; ")}` : ""}`;
  }
}
