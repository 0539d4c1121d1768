import type { Instance } from "@claviger/core";
import type { NamedFailure } from "../cli-error.ts";
import type { Plan } from "../transfer/transfer.ts";
import type { Outcome } from "../transfer/write-job.ts";
import type { Backup } from "./backup.ts";
import type { Choice } from "./choose.ts";
import type { Source } from "./source.ts";

/** What an import would do. */
export interface ImportPlan {
  readonly source: Source;
  readonly instance: Instance;
  readonly environment: string;
  /** Every entry of the file, and why it is moved or not. */
  readonly choices: readonly Choice[];
  readonly moved: readonly Choice[];
  /** Those that the store has no place for. */
  readonly unplaced: readonly NamedFailure[];
  readonly transfer: Plan;
  readonly apply: boolean;
  readonly rewrite: boolean;
}

/** What it did. */
export interface Imported {
  readonly outcomes: readonly Outcome[];
  readonly rewritten: Rewritten | undefined;
  /** Not everything was done. */
  readonly failed: boolean;
}

export interface Rewritten {
  /** How many values became references; 0: there were only references already. */
  readonly references: number;
  readonly backup: Backup | undefined;
  /** Copies in plain text that are there, of this and of earlier runs. */
  readonly plainBackups: readonly string[];
}
