export { isSecretError, SecretError } from "./errors/secret-error.ts";
export { nodeHost } from "./host/node-host.ts";
export type { Host } from "./contract/host.ts";
