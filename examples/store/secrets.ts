import { secretsFromEnv, type SecretsStats } from "@claviger/core";

// The whole of what replaces this application's own loader. Which stores are asked is the deployment's to say:
// development has .env; production sets SECRETS_PROVIDERS=aws and SECRETS_AWS_PREFIX=gaara-store/{environment}/.
const secrets = await secretsFromEnv();

interface Options {
  /** Given when no store has the secret; never when a store failed. */
  readonly default?: string;
  /** Ask the store even if the value is cached. */
  readonly forceRefresh?: boolean;
}

/** `database-url` is DATABASE_URL in .env and gaara-store/production/database-url in AWS. */
export async function getSecret(name: string, options: Options = {}): Promise<string> {
  const { default: value, forceRefresh: refresh } = options;
  return value === undefined
    ? secrets.get(name, { refresh })
    : secrets.get(name, { refresh, default: value });
}

/** Forgets one secret, or all. */
export function clearCache(name?: string): void {
  secrets.clear(name);
}

/** Count, names, TTL, environment, and what every store was asked. */
export function getCacheStats(): SecretsStats {
  return secrets.stats();
}
