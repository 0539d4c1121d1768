/**
 * Tells of faults in telemetry without failing what it observes: one process warning (code `CLAVIGER_TELEMETRY`) for each
 * place and class of error. The error's message is not ours to print: it may quote anything.
 */
export class FaultReport {
  readonly #told = new Set<string>();

  /** @param place - what failed, such as `emf's write` */
  tell(place: string, error: unknown): void {
    const message = `${place} threw ${error instanceof Error ? error.name : typeof error}`;
    if (this.#told.has(message)) return;
    this.#told.add(message);
    process.emitWarning(message, { type: "SecretsWarning", code: "CLAVIGER_TELEMETRY" });
  }
}
