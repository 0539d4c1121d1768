/**
 * Secrets from a directory of files: Docker and Kubernetes secrets, systemd credentials.
 *
 * @packageDocumentation
 */
export { file, file as provider } from "./file.ts";
