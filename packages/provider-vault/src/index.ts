/**
 * HashiCorp Vault and OpenBao as a provider of claviger: KV v2.
 *
 * @packageDocumentation
 */
export { vault, vault as provider } from "./vault.ts";
