import type { ConfiguredProvider, Host, Provider } from "@claviger/core/provider";

/**
 * A configured provider whose instances are changed as they are made: to watch, delay or replace what they do.
 *
 * @example
 * ```ts
 * const silent = decorateProvider(inner, (provider) => ({ ...provider, get: async () => undefined }));
 * ```
 */
export function decorateProvider(
  inner: ConfiguredProvider,
  decorate: (provider: Provider, host: Host) => Provider,
): ConfiguredProvider {
  const { definition } = inner;
  return {
    ...inner,
    definition: {
      ...definition,
      create: (options, host) => decorate(definition.create(options, host), host),
    },
  };
}
