/**
 * Secrets in a file that is encrypted with age: a store that can be written, without a server.
 *
 * @packageDocumentation
 */
export { age, age as provider } from "./age.ts";
export { createAgeStore } from "./create-age-store.ts";
export type { AgeStoreFiles, CreatedAgeStore } from "./create-age-store.ts";
