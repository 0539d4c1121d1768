import type { SetSecretOptions } from "@azure/keyvault-secrets";
import type { SecretInfo } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { recover } from "./restore-secret.ts";
import { notAnAnswer, toInfo } from "./secret-facts.ts";
import { translateError } from "./translate-error.ts";
import { conflictOf } from "./vault-request.ts";
import { untilTrue } from "./wait-for-vault.ts";

interface SetRequest {
  readonly text: string;
  readonly options: SetSecretOptions;
  readonly call: Call;
}

/**
 * The request that writes. It meets what Key Vault may be doing with a secret of that name: one that was deleted is recovered,
 * and while one is being deleted, recovered or purged it waits.
 */
export async function setSecret(path: string, { text, options, call }: SetRequest): Promise<SecretInfo> {
  const { session, vault, signal } = call;
  let info: SecretInfo | undefined;
  let recovered = false;
  await untilTrue(async () => {
    try {
      const { properties } = await session.client.setSecret(path, text, { ...options, abortSignal: signal });
      info = { ...toInfo(properties, vault), path };
      return true;
    } catch (error) {
      const conflict = conflictOf(error);
      if (conflict?.startsWith("ObjectIsBeing")) return false;
      if (conflict !== "ObjectIsDeletedButRecoverable") throw translateError(error, { vault, path });
      if (!recovered) await recover(path, call);
      recovered = true;
      return false;
    }
  }, call);
  if (recovered) {
    const message = `"${path}" was deleted at ${vault}, and was recovered to be written: its old versions are back`;
    call.report({ type: "warning", id: `recovered-${path}`, message });
  }
  if (!info) throw notAnAnswer({ vault, path });
  return info;
}
