/** What is imported at the first call: one file, as each costs time to load. */
export { ensureIdentity } from "./ensure-identity.ts";
export { Store } from "./store.ts";
