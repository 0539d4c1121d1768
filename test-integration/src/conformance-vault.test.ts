import { describeProvider } from "@claviger/testing";
import { vaultCapabilities, vaultHarness } from "./vault/vault-harness.ts";

describeProvider("vault on OpenBao", (canary) => vaultHarness(canary), {
  capabilities: { ...vaultCapabilities, leases: "its Vault has no database: conformance-vault-database" },
});
