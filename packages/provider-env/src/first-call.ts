/** What is imported at the first call: one file, as each costs time to load. */
export { configurationVariables } from "./configuration-variables.ts";
export { envReader } from "./env-reader.ts";
