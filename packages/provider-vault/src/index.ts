/**
 * HashiCorp Vault and OpenBao as a provider of claviger: KV, and credentials that engines make.
 *
 * @packageDocumentation
 */
export { vault, vault as provider } from "./vault.ts";
