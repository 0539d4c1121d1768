import type { Report } from "../output/report.ts";
import type { NameFilter } from "./glob.ts";
import type { Naming } from "./place.ts";

export interface ImportCommandOptions extends Naming, NameFilter {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
  /** The instance that gets the secrets: `aws`, `vault.dr`. */
  readonly to: string;
  readonly format?: string | undefined;
  /** Without it nothing is written anywhere. */
  readonly apply: boolean;
  /** References take the values' place in the file. */
  readonly rewrite: boolean;
}
