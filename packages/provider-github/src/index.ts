/**
 * GitHub Actions secrets as a provider of claviger: written, listed and deleted, never read.
 *
 * @packageDocumentation
 */
export { github, github as provider } from "./github.ts";
