import type { SecretsEvent } from "@claviger/core";

/** What takes core's events: the `onEvent` of `createSecrets`. */
export type EventListener = (event: SecretsEvent) => void;

/** Something that takes core's events and has more to offer, such as the text of its metrics. */
export interface EventSink {
  readonly onEvent: EventListener;
}
