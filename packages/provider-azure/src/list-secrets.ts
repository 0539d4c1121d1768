import type { SecretProperties } from "@azure/keyvault-secrets";
import type { SecretInfo } from "@claviger/core/provider";
import type { Ask, Call } from "./call.ts";
import { garbled } from "./error-table.ts";
import { ReplyError } from "./reply-error.ts";
import type { Policy } from "./sdk.ts";
import { toInfo } from "./secret-facts.ts";
import { translateError, vaultError } from "./translate-error.ts";

/** Every secret in the vault that begins with the prefix, in any case. */
export async function* listSecrets(prefix: string, call: Call): AsyncGenerator<SecretInfo> {
  const start = prefix.toLowerCase();
  const listing = entries(call, (client, options) => client.listPropertiesOfSecrets(options));
  for await (const info of listing) if (info.path.toLowerCase().startsWith(start)) yield info;
}

/** A secret's versions; one that is not there has none. */
export async function* listVersions(path: string, call: Call): AsyncGenerator<SecretInfo> {
  yield* entries(call, (client, options) => client.listPropertiesOfSecretVersions(path, options), {
    ofOne: true,
  });
}

async function* entries(
  call: Call,
  ask: Ask<AsyncIterable<SecretProperties>>,
  { ofOne = false } = {},
): AsyncGenerator<SecretInfo> {
  const { session, vault, signal } = call;
  const seen = new Set<string>();
  try {
    const client = session.clientWith([pageGuard(call)]);
    for await (const properties of ask(client, { abortSignal: signal })) {
      const info = toInfo(properties, vault);
      // While secrets are written, one may move to a later page.
      const id = `${info.path}/${info.version ?? ""}`;
      if (seen.has(id)) continue;
      seen.add(id);
      yield info;
    }
  } catch (error) {
    if (ofOne && seen.size === 0 && error instanceof ReplyError && error.isAbsence) return;
    throw translateError(error, { vault });
  }
}

/**
 * The SDK follows whatever link a page has, without end and without the caller's signal. A client with this policy is for one
 * listing.
 */
function pageGuard({ vault, signal }: Call): Policy {
  const asked = new Set<string>();
  return {
    name: "clavigerPageGuard",
    sendRequest: async (request, next) => {
      request.abortSignal ??= signal;
      const isForeign = new URL(request.url).origin !== vault;
      if (isForeign || asked.has(request.url)) {
        const problem = `lists with a link to ${isForeign ? "another host" : "an earlier page, without end"}`;
        throw vaultError({ code: "unavailable", problem, hint: garbled.hint }, { vault });
      }
      asked.add(request.url);
      return await next(request);
    },
  };
}
