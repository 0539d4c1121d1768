import { secretsFromEnv } from "@claviger/core";

// AWS_SECRET_NAME=fluxion/production: that one secret's fields, and the environment when AWS cannot be reached.
// AWS_SECRET_NAME= (empty): the environment alone.
const secrets = await secretsFromEnv();

/** One key: from the secret that AWS_SECRET_NAME names, else from the environment. */
export async function getSecretValue(
  key: string,
  options: { readonly forceRefresh?: boolean } = {},
): Promise<string> {
  return secrets.get(key, { refresh: options.forceRefresh });
}

/** One key of a secret that is named in full, with a default for a secret that is not there. */
export async function getValue(
  secret: string,
  key: string,
  options: { readonly default?: string } = {},
): Promise<string> {
  const { default: value } = options;
  const name = `${secret}#${key}`;
  return value === undefined ? secrets.get(name) : secrets.get(name, { default: value });
}

/** The whole map of a secret. */
export async function getSecret(secret: string): Promise<Record<string, string>> {
  return secrets.getBundle(secret);
}

/** Forgets everything: the next read asks again. */
export function clearCache(): void {
  secrets.clear();
}
