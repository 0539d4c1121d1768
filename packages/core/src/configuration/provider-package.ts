/** Providers whose short name means one of claviger's own packages. */
const ownProviders = ["env", "vault", "aws", "azure", "github", "file", "age", "agent"];

/** The package of a provider by its name in a chain, or `undefined` for a short name that is nobody's. */
export function providerPackage(provider: string): string | undefined {
  if (ownProviders.includes(provider)) return `@claviger/provider-${provider}`;
  return provider.includes("claviger-provider-") ? provider : undefined;
}

export { ownProviders };
