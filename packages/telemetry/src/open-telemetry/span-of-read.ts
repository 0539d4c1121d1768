import type { SecretsEvent } from "@claviger/core";
import type { EventOf } from "../sink/event-table.ts";
import { errorStatus, type OpenTelemetryTracer } from "./tracer.ts";
import type { Attributes } from "./meter.ts";

/** The events that end a read. */
export type ReadEvent = EventOf<"resolved" | "defaulted" | "failed">;

export function isRead(event: SecretsEvent): event is ReadEvent {
  return event.type === "resolved" || event.type === "defaulted" || event.type === "failed";
}

/**
 * The span of a read, made when the read has ended. Its parent is the span that is active then, which is the caller's.
 *
 * @param event - what ended it
 * @param options - `end` is in milliseconds since the epoch
 */
export function spanOfRead(
  event: ReadEvent,
  { tracer, end }: { readonly tracer: OpenTelemetryTracer; readonly end: number },
): void {
  const span = tracer.startSpan("claviger.get", {
    startTime: end - event.ms,
    attributes: attributesOf(event),
  });
  if (event.type === "failed") span.setStatus({ code: errorStatus, message: event.code });
  span.end(end);
}

function attributesOf(event: ReadEvent): Attributes {
  const name = { "claviger.secret.name": event.name };
  if (event.type === "defaulted") return { ...name, "claviger.result": "default" };
  if (event.type === "failed") {
    return {
      ...name,
      "claviger.result": "failed",
      "error.type": event.code,
      ...(event.provider === undefined ? {} : { "claviger.source": event.provider }),
    };
  }
  return {
    ...name,
    "claviger.result": event.cached ? "cached" : "store",
    "claviger.source": event.provider,
    "claviger.location": event.location,
    "claviger.cached": event.cached,
    "claviger.stale": event.stale,
    "claviger.degraded": event.degraded,
    ...(event.version === undefined ? {} : { "claviger.version": event.version }),
  };
}
