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
    // A listener's fault must not fail a read, nor, where it is asynchronous, end the process.
    try {
      const pending: unknown = this.#listener(event);
      if (pending instanceof Promise) pending.catch((error: unknown) => this.#blame(error, event.type));
    } catch (error) {
      this.#blame(error, event.type);
    }
  }

  /** Warns once for each class of error and type of event. The message is not ours to print: it may quote anything. */
  #blame(error: unknown, type: SecretsEvent["type"]): void {
    const name = error instanceof Error ? error.name : typeof error;
    const message = `onEvent threw ${name} for a "${type}" event`;
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    process.emitWarning(message, { type: "SecretsWarning", code: "CLAVIGER_LISTENER" });
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
