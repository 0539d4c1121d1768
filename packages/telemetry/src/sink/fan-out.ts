import type { SecretsEvent } from "@claviger/core";
import { FaultReport } from "./fault-report.ts";
import type { EventListener, EventSink } from "./sink.ts";

/**
 * One listener for several. Each is given every event, in the order of the arguments; one that throws or rejects fails
 * neither the others nor the read, and is told once as a process warning that names its place and the error's class.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [env()], onEvent: fanOut(prometheus(), logLines()) });
 * ```
 */
export function fanOut(...sinks: readonly (EventListener | EventSink)[]): EventListener {
  const faults = new FaultReport();
  const listeners = sinks.map((sink): EventListener =>
    typeof sink === "function" ? sink : (event) => sink.onEvent(event),
  );
  return (event: SecretsEvent) => {
    for (const [index, listener] of listeners.entries()) {
      const place = `sink ${index + 1} of fanOut`;
      try {
        const pending: unknown = listener(event);
        if (pending instanceof Promise) pending.catch((error: unknown) => faults.tell(place, error));
      } catch (error) {
        faults.tell(place, error);
      }
    }
  };
}
