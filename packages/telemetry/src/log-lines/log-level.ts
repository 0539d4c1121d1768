import type { SecretsEvent } from "@claviger/core";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type EventType = SecretsEvent["type"];

/** How grave an event is, where the application does not say otherwise. */
export function defaultLevel(event: SecretsEvent): LogLevel {
  switch (event.type) {
    case "failed":
      return "error";
    case "fallback":
    case "stale":
    case "retry":
    case "warning":
      return "warn";
    case "breaker":
      return event.state === "open" ? "warn" : "info";
    case "lease":
      return event.action === "lost" ? "warn" : "info";
    case "hit":
    case "miss":
    case "closed":
      return "debug";
    default:
      return "info";
  }
}
