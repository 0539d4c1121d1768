/**
 * Where Entra ID answers for the vaults of each cloud.
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
 */
const authorities: readonly (readonly [suffix: string, authority: string])[] = [
  [".vault.azure.net", "https://login.microsoftonline.com"],
  [".vault.azure.cn", "https://login.chinacloudapi.cn"],
  [".vault.usgovcloudapi.net", "https://login.microsoftonline.us"],
];

/** The authority of a vault's cloud, or `undefined` where its host is none that is known. */
export function authorityOf(vault: string): string | undefined {
  const { hostname } = new URL(vault);
  return authorities.find(([suffix]) => hostname.endsWith(suffix))?.[1];
}

/** Whether the SDK may ask Microsoft whether that authority is genuine; of others Microsoft knows nothing. */
export function isPublicAuthority(authority: string): boolean {
  return authorities.some(([, known]) => known === new URL(authority).origin);
}

/** The vault's name, of which roles and commands are made: `my-vault`. */
export function vaultNameOf(vault: string): string {
  return new URL(vault).hostname.split(".")[0] ?? "";
}
