import type { SecretsEvent } from "@claviger/core";
import fc from "fast-check";
import { everyEvent } from "./events.ts";

/** Stands for a value: put where no event has one, it must come out nowhere. */
export const canary = "canary-4f7a";

const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom("\n", "\r", '"', "\\", "=", " ", "\u001b", "\u202e", "\ud800", "é", "a"),
  }),
  fc.constant("x".repeat(2000)),
);

/**
 * Any event, with whatever text where names, providers and messages go, and with a value where no event has one: a
 * careless provider or a later core must not make telemetry print it.
 */
export const oddEvent: fc.Arbitrary<SecretsEvent> = fc
  .record({ event: fc.constantFrom(...everyEvent), name: oddText, provider: oddText, location: oddText })
  .map(({ event, ...texts }) => {
    const replaced = Object.entries(texts).filter(([key]) => key in event);
    const leak = { value: canary, text: canary, fields: { password: canary }, cause: new Error(canary) };
    return { ...event, ...Object.fromEntries(replaced), ...leak };
  });
