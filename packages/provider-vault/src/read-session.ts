import type { Connection } from "./connection.ts";
import type { Mounts } from "./mounts.ts";

/** What one read works with. */
export interface ReadSession {
  readonly connection: Connection;
  readonly mounts: Mounts;
  readonly signal: AbortSignal;
}
