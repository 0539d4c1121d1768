/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning */
const pattern = /^[0-9a-zA-Z-]{1,127}$/;

/** What a name may be made of, for messages. */
export const secretNameRule = "letters, digits and hyphens, at most 127 of them";

/** Whether Key Vault can hold a secret of that name. */
export function isSecretName(name: string): boolean {
  return pattern.test(name);
}

/** A name in Key Vault's alphabet, which has no `_` and no `.`; what else is foreign to it stays, and is refused. */
export function toSecretName(name: string): string {
  return name.replaceAll(/[_.]/g, "-");
}
