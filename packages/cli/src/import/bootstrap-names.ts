/** The variables that a store is opened with, by provider: inside of that store they would be of no use. */
const openers: Readonly<Record<string, RegExp>> = {
  aws: /^AWS_/,
  vault: /^(?:VAULT|BAO)_/,
  azure: /^AZURE_/,
  github: /^(?:GITHUB_TOKEN|GH_TOKEN)$/,
  age: /^AGE_/,
};

/**
 * Why a variable has to stay where it is, however secret: claviger is configured by it, or a store is opened with it.
 *
 * @param providers - of the chain and of the target: `aws`, `vault.dr`
 */
export function neededToStart(name: string, providers: readonly string[]): string | undefined {
  if (name.startsWith("SECRETS_")) return "it configures claviger";
  const store = providers.find((id) => openers[id.split(".")[0] ?? ""]?.test(name));
  return store === undefined ? undefined : `it opens the store ${store}`;
}
