/** Nanoseconds for one call, awaited one after the other. */
export async function perCall(count: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < count; index++) await call(index);
  return ((performance.now() - started) / count) * 1e6;
}

export interface Summary {
  readonly least: number;
  readonly median: number;
}

export function summary(figures: readonly number[]): Summary {
  const sorted = figures.toSorted((a, b) => a - b);
  return { least: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

/** Each figure against that of the same round: only ratios inside one run mean something. */
export function ratios(figures: readonly number[], floor: readonly number[]): Summary {
  return summary(figures.map((figure, index) => figure / (floor[index] ?? figure)));
}

/** Prints a line: least and median in nanoseconds, and both as a ratio to the floor. */
export function printRow(name: string, figures: readonly number[], floor: readonly number[]): void {
  const { least, median } = summary(figures);
  const ratio = ratios(figures, floor);
  const cells = [name.padEnd(44), least.toFixed(0).padStart(8), median.toFixed(0).padStart(8)];
  console.log(`${cells.join(" ")}   × ${ratio.least.toFixed(2)} / ${ratio.median.toFixed(2)}`);
}
