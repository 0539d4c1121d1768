import type { Clock, ProviderReport } from "@claviger/core/provider";
import type { Session } from "./session.ts";

/** What one call works with. */
export interface Call {
  readonly session: Session;
  /** The vault's origin. */
  readonly vault: string;
  readonly clock: Clock;
  /** Aborted when nobody waits any more, or the deadline has passed. */
  readonly signal: AbortSignal;
  readonly report: (report: ProviderReport) => void;
}
