import { type ErrorCode, SecretError, whileWanted, type WhileWanted } from "@claviger/core/provider";

/** What happens to one call. */
export type Fault =
  /** The provider answers. */
  | "pass"
  /** No answer; the signal and the deadline are honoured. */
  | "hang"
  /** No answer, ever: a provider that breaks the contract. */
  | "ignore"
  /** Fails with that code. `retryAfter`: how long the store asks to wait, in seconds. */
  | { readonly fails: ErrorCode; readonly retryAfter?: number }
  /** Throws this, as a provider does that does not translate its errors. */
  | { readonly throws: unknown }
  /** Answers so many milliseconds later; the signal and the deadline are honoured. */
  | { readonly delayMs: number };

/**
 * Lets a fault happen: it returns when the call may go on.
 * @throws SecretError what the fault says, `timeout`, `aborted`
 */
export async function suffer(fault: Fault, limits: WhileWanted): Promise<void> {
  if (fault === "pass") return;
  if (fault === "ignore") return await new Promise<never>(() => undefined);
  if (fault === "hang") return await whileWanted(() => new Promise<never>(() => undefined), limits);
  if ("throws" in fault) throw fault.throws;
  if ("delayMs" in fault) {
    const late = (): Promise<void> =>
      new Promise((resolve) => void limits.clock.after(fault.delayMs, resolve));
    return await whileWanted(late, limits);
  }
  const { fails, retryAfter } = fault;
  throw new SecretError(fails, `${limits.task} failed as it was told to`, {
    hint: "change the script of the fault",
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
