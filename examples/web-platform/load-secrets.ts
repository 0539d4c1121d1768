import { secretsFromEnv } from "@claviger/core";

/** The secrets that the platform runs on. */
const names = ["SECRET_KEY", "REFRESH_SECRET_KEY", "MONGO_URI", "OPENAI_API_KEY"] as const;

/**
 * The secrets of this deployment, from whichever store its variables name: VAULT_ADDR, VAULT_TOKEN and VAULT_SECRET_PATH;
 * SECRET_NAME and AWS_REGION; AZURE_KEYVAULT_URL; CREDENTIALS_DIRECTORY or a mounted directory; or, as in GitHub Actions, the
 * environment.
 */
export async function loadSecrets(): Promise<Record<(typeof names)[number], string>> {
  const secrets = await secretsFromEnv();
  try {
    return await secrets.getMany(names);
  } finally {
    await secrets.close();
  }
}
