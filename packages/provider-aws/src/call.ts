import type { CallContext } from "@claviger/core/provider";
import type { Limits } from "./limits.ts";

/** The call that something is done for. */
export interface Call {
  readonly limits: Limits;
  readonly ctx: Pick<CallContext, "report">;
}
