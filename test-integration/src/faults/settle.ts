import { inspect } from "node:util";
import { type ErrorCode, isSecretError } from "@claviger/core";

/** How a read ended. */
export interface Settled {
  readonly value?: string;
  readonly code?: ErrorCode;
  /** How long it took. */
  readonly seconds: number;
}

/** In every value, and in nothing that claviger says. */
export const canary = "canary-51d0";

/** Waits for a read, however it ends. @throws what is no SecretError, and an Error when a failure holds a value */
export async function settle(read: () => Promise<string>): Promise<Settled> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    return { value: await read(), seconds: seconds() };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    if (inspect(error, { depth: 9, showHidden: true }).includes(canary)) {
      throw new Error("A failure holds a secret's value.", { cause: error });
    }
    return { code: error.code, seconds: seconds() };
  }
}
