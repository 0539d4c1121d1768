import type { Bench } from "./bench.ts";
import type { Capability } from "./capability.ts";

/** One thing that every provider does. */
export interface ConformanceCase {
  /** In the domain's words: the test's title. */
  readonly behaviour: string;
  /** What it cannot be shown without. */
  readonly needs?: readonly Capability[];
  /** Shows it, or throws. A bench is for one case. */
  run(bench: Bench): Promise<void>;
}
