import { foreignError } from "../chain/foreign-error.ts";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { Host } from "../contract/host.ts";
import type { Provider } from "../contract/provider.ts";

/** Calls a provider's `create`. @throws SecretError */
export function createProvider(
  definition: ProviderDefinition,
  options: Readonly<Record<string, unknown>>,
  host: Host,
): Provider {
  try {
    // The options were checked against the definition's own specification.
    return definition.create(options as Parameters<ProviderDefinition["create"]>[0], host);
  } catch (error) {
    throw foreignError(error, { provider: definition.name });
  }
}
