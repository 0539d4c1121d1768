import {
  createSecrets,
  type CreateSecretsOptions,
  nodeHost,
  type Secrets,
  type SecretsEvent,
} from "@claviger/core";
import { ShiftedClock } from "./shifted-clock.ts";

/** A chain under test, with what it said and a clock that can be moved. */
export interface OpenChain extends AsyncDisposable {
  readonly secrets: Secrets;
  readonly clock: ShiftedClock;
  readonly events: readonly SecretsEvent[];
  /** Calls of the link at that place, those that were made again included. @default the first */
  attempts(link?: number): number;
}

/** What chance decides is decided here: pauses between attempts are short, and lifetimes whole to a hundredth. */
const random = (): number => 0.1;

/** In seconds. */
export const ttl = 300;

/** Opens a chain whose environment has nothing but `env`. */
export function openChain(
  options: Omit<CreateSecretsOptions, "host" | "onEvent"> & { readonly env?: Record<string, string> },
): OpenChain {
  const { env = {}, ...rest } = options;
  const clock = new ShiftedClock();
  const events: SecretsEvent[] = [];
  const secrets = createSecrets({
    cache: { ttl, staleTtl: 3600 },
    ...rest,
    host: nodeHost({ env, clock, random, directory: "/nonexistent" }),
    onEvent: (event) => events.push(event),
  });
  return {
    secrets,
    clock,
    events,
    attempts: (link = 0) => {
      const stats = secrets.stats().links[link];
      return stats ? stats.calls + stats.retries : 0;
    },
    [Symbol.asyncDispose]: () => secrets.close(),
  };
}
