import type { Application } from "./application.ts";
import type { KeyVault } from "./start-key-vault.ts";

/** The provider's options for the stand-in, signed in as an application with its secret. */
export function azureOptions(vault: KeyVault, { clientId, clientSecret = "" }: Application) {
  return {
    url: vault.address,
    credential: "client-secret",
    tenantId: vault.entra.tenantId,
    clientId,
    clientSecret,
    authority: vault.entra.address,
    cacert: vault.authority.file,
    // The stand-in asks for a token of Azure's resource, as Azure does, and is at another host.
    verifyResource: false,
  } as const;
}
