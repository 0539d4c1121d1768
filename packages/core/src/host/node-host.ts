import type { Host } from "../contract/host.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { systemClock } from "./system-clock.ts";

/**
 * The host of this process; tests replace what they want to decide.
 *
 * @example
 * ```ts
 * const host = nodeHost({ env: { VAULT_ADDR: "http://127.0.0.1:8200" }, environment: "staging" });
 * ```
 */
export function nodeHost(overrides: Partial<Host> = {}): Host {
  return {
    env: process.env,
    environment: "development",
    directory: process.cwd(),
    clock: systemClock,
    random: Math.random,
    fs: nodeFileSystem,
    ...overrides,
  };
}
