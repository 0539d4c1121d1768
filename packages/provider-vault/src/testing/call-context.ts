import type { CallContext } from "@claviger/core/provider";

/** The context of a call that has that many milliseconds. */
export function callContext(ms = 5_000, signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, deadline: Date.now() + ms, report: () => undefined };
}
