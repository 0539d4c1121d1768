import type { SecretsEvent } from "../events/secrets-event.ts";
import { nodeHost } from "../host/node-host.ts";
import { createSecrets } from "../secrets/create-secrets.ts";
import type { CreateSecretsOptions } from "../secrets/create-secrets-options.ts";
import type { Secrets } from "../secrets/secrets.ts";
import { FakeClock } from "./fake-clock.ts";
import type { ScriptedStore } from "./scripted-store.ts";

/** A chain over scripted stores, with a clock that the test moves and every event kept. */
export function makeSecrets(
  stores: readonly (ScriptedStore | readonly ScriptedStore[])[],
  {
    random = () => 0,
    ...options
  }: Partial<CreateSecretsOptions> & {
    /** A number in [0, 1). */
    readonly random?: () => number;
  } = {},
): { readonly secrets: Secrets; readonly clock: FakeClock; readonly events: SecretsEvent[] } {
  const clock = new FakeClock();
  const events: SecretsEvent[] = [];
  const secrets = createSecrets({
    providers: stores.map((layer) =>
      "name" in layer ? layer.provider() : { replicas: layer.map((member) => member.provider()) },
    ),
    host: nodeHost({ env: {}, clock, random }),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { secrets, clock, events };
}
