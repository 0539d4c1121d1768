import type { SecretsEvent } from "../events/secrets-event.ts";
import { nodeHost } from "../host/node-host.ts";
import { createSecrets } from "../secrets/create-secrets.ts";
import type { CreateSecretsOptions } from "../secrets/create-secrets-options.ts";
import type { Secrets } from "../secrets/secrets.ts";
import { FakeClock } from "./fake-clock.ts";

/** A chain of any providers, with a clock that the test moves and every event kept. */
export function chainOf(
  providers: CreateSecretsOptions["providers"],
  options: Partial<CreateSecretsOptions> = {},
): { readonly secrets: Secrets; readonly clock: FakeClock; readonly events: SecretsEvent[] } {
  const clock = new FakeClock();
  const events: SecretsEvent[] = [];
  const secrets = createSecrets({
    providers,
    host: nodeHost({ env: {}, clock, random: () => 0 }),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { secrets, clock, events };
}
