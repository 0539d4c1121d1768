import { vi } from "vitest";

/** All that is printed or warned about while `work` runs: on the console, the two outputs, and as process warnings. */
export async function printedDuring(work: () => Promise<void>): Promise<readonly unknown[]> {
  const printed: unknown[] = [];
  const keep = (...said: readonly unknown[]): true => (printed.push(said), true);
  const spies = [
    ...(["debug", "log", "info", "warn", "error", "dir", "trace"] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(keep),
    ),
    ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(keep)),
    vi.spyOn(process, "emitWarning").mockImplementation(keep),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return printed;
}
