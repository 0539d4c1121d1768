import type { SecretClient, SecretProperties } from "@azure/keyvault-secrets";
import { SecretError, type SecretInfo } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import type { Policy } from "./sdk.ts";
import { toInfo } from "./secret-facts.ts";
import { translateError } from "./translate-error.ts";
import { isNotThere } from "./vault-request.ts";

/** What of the call a listing needs; each page is a request with limits of its own. */
type ListingCall = Pick<Call, "session" | "vault" | "signal">;

/** The pages of every secret in the vault that begins with the prefix, in any case. */
export function secretPages(prefix: string, call: ListingCall): AsyncGenerator<readonly SecretInfo[]> {
  return pages(call, {
    open: (client) => client.listPropertiesOfSecrets({ abortSignal: call.signal }),
    keep: ({ path }) => path.toLowerCase().startsWith(prefix.toLowerCase()),
  });
}

/** The pages of a secret's versions. */
export function versionPages(path: string, call: ListingCall): AsyncGenerator<readonly SecretInfo[]> {
  return pages(call, {
    open: (client) => client.listPropertiesOfSecretVersions(path, { abortSignal: call.signal }),
    keep: () => true,
    ofOne: true,
  });
}

interface Listing {
  readonly open: (client: SecretClient) => ReturnType<SecretClient["listPropertiesOfSecrets"]>;
  readonly keep: (info: SecretInfo) => boolean;
  /** It is of one secret, which has no versions where it is not there. @default false */
  readonly ofOne?: boolean;
}

async function* pages(
  call: ListingCall,
  { open, keep, ofOne = false }: Listing,
): AsyncGenerator<readonly SecretInfo[]> {
  const { session, vault } = call;
  const seen = new Set<string>();
  try {
    for await (const page of open(session.clientWith([pageGuard(call)])).byPage()) {
      const infos = page.map((properties: SecretProperties) => toInfo(properties, vault)).filter(keep);
      // While secrets are written, one may move to a later page.
      const fresh = infos.filter(({ path, version = "" }) => !seen.has(`${path}/${version}`));
      for (const { path, version = "" } of fresh) seen.add(`${path}/${version}`);
      yield fresh;
    }
  } catch (error) {
    if (ofOne && seen.size === 0 && isNotThere(error)) return;
    throw translateError(error, { vault });
  }
}

/**
 * The SDK follows whatever link a page has, without end and without the caller's signal. A client with this policy is for one
 * listing.
 */
function pageGuard({ vault, signal }: ListingCall): Policy {
  const asked = new Set<string>();
  return {
    name: "clavigerPageGuard",
    sendRequest: async (request, next) => {
      request.abortSignal ??= signal;
      if (new URL(request.url).origin !== vault) throw misled(vault, "a page links to another host");
      if (asked.has(request.url)) throw misled(vault, "a page links to one before it, without end");
      asked.add(request.url);
      return await next(request);
    },
  };
}

function misled(vault: string, how: string): SecretError {
  return new SecretError("unavailable", `the listing of ${vault} cannot be followed: ${how}`, {
    hint: "it is not Key Vault that answers: check the URL, and what is between here and there",
  });
}
