import { isSecretError, pause } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { busyCodes } from "./error-table.ts";

const shortestMs = 200;
const longestMs = 2_000;

/**
 * Asks again and again, ever less often, until there is an answer: deleting, recovering and purging take Key Vault up to half
 * a minute, and while it is busy with a secret it does nothing else with it. The call's deadline is its end.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T | false | undefined>,
  { clock, signal }: Pick<Call, "clock" | "signal">,
): Promise<T> {
  for (let ms = shortestMs; ; ms = Math.min(longestMs, ms * 1.5)) {
    const answer = await ask().catch((error: unknown) => {
      if (isBusy(error)) return undefined;
      throw error;
    });
    if (answer) return answer;
    await pause(ms, { clock, signal });
    signal.throwIfAborted();
  }
}

/** Whether Key Vault is deleting or recovering that secret. */
export function isBusy(error: unknown): boolean {
  return isSecretError(error) && busyCodes.test(error.cause?.code ?? "");
}
