import { isSecretError, type SecretInfo } from "@claviger/core/provider";
import { ask, type Call, warn } from "./call.ts";
import { garbled } from "./error-table.ts";
import { recover } from "./restore-secret.ts";
import { toInfo } from "./secret-facts.ts";
import { vaultError } from "./translate-error.ts";
import { untilAnswered } from "./wait-for-vault.ts";
import type { Content } from "./writable.ts";

/**
 * The request that writes. It meets what Key Vault may be doing with a secret of that name: one that was deleted is recovered,
 * and while one is being deleted, recovered or purged it waits.
 */
export async function setSecret(
  path: string,
  { text, ...attributes }: Content,
  call: Call,
): Promise<SecretInfo> {
  const { vault } = call;
  const set = async () => {
    const secret = await ask(path, call, (client, options) =>
      client.setSecret(path, text, { ...attributes, ...options }),
    );
    if (!secret) throw vaultError(garbled, { vault, path });
    return secret;
  };
  let recovered = false;
  const recoverFirst = async (error: unknown): Promise<undefined> => {
    const isDeleted = isSecretError(error) && error.cause?.code === "ObjectIsDeletedButRecoverable";
    if (!isDeleted) throw error;
    if (!recovered) await recover(path, call);
    recovered = true;
  };
  const secret = await untilAnswered(() => set().catch(recoverFirst), call);
  if (recovered) {
    const message = `"${path}" was deleted at ${vault}, and was recovered to be written: its old versions are back`;
    warn(call, `recovered-${path}`, message);
  }
  return { ...toInfo(secret.properties, vault), path };
}
