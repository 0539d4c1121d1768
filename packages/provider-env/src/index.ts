/**
 * Secrets from the process environment, `.env` files and the files that `NAME_FILE` variables point at.
 *
 * @packageDocumentation
 */
export { env, env as provider } from "./env.ts";
