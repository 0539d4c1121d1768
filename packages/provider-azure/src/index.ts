/**
 * Azure Key Vault secrets as a provider of claviger.
 *
 * @packageDocumentation
 */
export { azure, azure as provider } from "./azure.ts";
