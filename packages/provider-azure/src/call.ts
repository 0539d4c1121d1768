import type { CallContext, Clock } from "@claviger/core/provider";
import type { Session } from "./session.ts";

/** What one call works with. */
export interface Call extends CallContext {
  readonly session: Session;
  /** The vault's origin. */
  readonly vault: string;
  readonly clock: Clock;
}
