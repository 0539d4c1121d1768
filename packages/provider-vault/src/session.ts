import type { Connection } from "./connection.ts";
import type { Mounts } from "./mounts.ts";
import type { Clock } from "@claviger/core/provider";

/** What one call works with. */
export interface Session {
  readonly connection: Connection;
  readonly mounts: Mounts;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}
