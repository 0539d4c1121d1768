import { createSecrets, type Secrets } from "@claviger/core";
import type { ConfiguredProvider, Host, Provider } from "@claviger/core/provider";
import { decorateProvider } from "../faults/decorate-provider.ts";

/** One instance of a provider, through the public type and by its contract. */
export interface OpenProvider {
  /** A chain of it alone, without a cache, so that every read reaches it. */
  readonly secrets: Secrets;
  /** The same instance. */
  readonly provider: Provider;
}

/**
 * Opens a provider as an application does.
 *
 * @param onEvent - gets core's events
 */
export function openProvider(
  configured: ConfiguredProvider,
  { host, onEvent }: { readonly host: Host; readonly onEvent: (event: unknown) => void },
): OpenProvider {
  let provider: Provider | undefined;
  const captured = decorateProvider(configured, (made) => (provider = made));
  const secrets = createSecrets({ providers: [captured], cache: { ttl: 0 }, host, onEvent });
  if (!provider) throw new Error("The provider was not created.");
  return { secrets, provider };
}
