import type { SecretsEvent } from "./secrets-event.ts";

/** Delivers events to the application, and warnings to `process.emitWarning` where it does not listen. */
export class EventStream {
  readonly #listener: ((event: SecretsEvent) => void) | undefined;
  readonly #warned = new Set<string>();
  /** Whether anybody listens: without a listener, events that are not warnings need not be made. */
  readonly active: boolean;

  constructor(listener: ((event: SecretsEvent) => void) | undefined) {
    this.#listener = listener;
    this.active = listener !== undefined;
  }

  emit(event: SecretsEvent): void {
    if (!this.#listener) return;
    try {
      this.#listener(event);
    } catch (error) {
      // A listener's fault must not fail a read. Its message is not ours to print: it may quote anything.
      const name = error instanceof Error ? error.name : typeof error;
      process.emitWarning(`onEvent threw ${name} for a "${event.type}" event`, { code: "CLAVIGER_LISTENER" });
    }
  }

  /** Warns once for each `id`. */
  warn(
    id: string,
    warning: { readonly code: string; readonly message: string; readonly provider?: string },
  ): void {
    if (this.#warned.has(id)) return;
    this.#warned.add(id);
    if (this.#listener) this.emit({ type: "warning", ...warning });
    else process.emitWarning(warning.message, { type: "SecretsWarning", code: warning.code });
  }
}
