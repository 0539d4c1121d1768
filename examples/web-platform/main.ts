import { isSecretError } from "@claviger/core";
import { loadSecrets } from "./load-secrets.ts";

try {
  for (const [name, value] of Object.entries(await loadSecrets()))
    console.log(`${name}: ${value.length} characters`);
} catch (error) {
  if (!isSecretError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
