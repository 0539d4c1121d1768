import type { Location } from "@claviger/core/provider";
import { vaultNameOf } from "./cloud.ts";

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security */
const roles = {
  read: { name: "Key Vault Secrets User", id: "4633458b-17de-408a-b874-0445c86b69e6" },
  write: { name: "Key Vault Secrets Officer", id: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7" },
} as const;

/**
 * The role assignments that those secrets need, as an ARM template: reading on each secret alone, writing on each that is
 * there already (`rotate`), and on the vault where secrets are to be made (`write`), since a role cannot be assigned on
 * what does not exist. Listing a vault and looking for deleted secrets need the role on the vault.
 */
export function rolePolicy(
  locations: readonly Location[],
  { purpose, vault }: { readonly purpose: "read" | "write" | "rotate"; readonly vault: string },
): string {
  const role = purpose === "read" ? roles.read : roles.write;
  const names = purpose === "write" ? [] : [...new Set(locations.map(({ path }) => path.toLowerCase()))];
  const scopes = names.length === 0 ? [""] : names.map((name) => `/secrets/${name}`);
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    metadata: { description: `${role.name}, to deploy in the resource group of the vault` },
    parameters: {
      principalId: { type: "string", metadata: { description: "The object id of the identity." } },
    },
    resources: scopes.map((path) => {
      const scope = `Microsoft.KeyVault/vaults/${vaultNameOf(vault)}${path}`;
      return {
        type: "Microsoft.Authorization/roleAssignments",
        apiVersion: "2022-04-01",
        name: `[guid('${scope}', parameters('principalId'), '${role.id}')]`,
        scope,
        properties: {
          principalId: "[parameters('principalId')]",
          roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role.id}')]`,
        },
      };
    }),
  };
  return `${JSON.stringify(template, undefined, 2)}\n`;
}
