import { usageError } from "../cli-error.ts";
import { matchesPattern } from "../names/matches-pattern.ts";
import type { InjectionPlan, PlannedVariable } from "./injection-plan.ts";

/** Which variables a command is to get, by globs on their names: `DB_*`, `*_KEY`. */
export interface Selection {
  /** As given to `--only`: with any, nothing else is given. */
  readonly only: readonly string[];
  /** As given to `--except`: it wins over `--only`. */
  readonly except: readonly string[];
}

/**
 * A plan without what is not selected, which is never fetched; of a bundle, which is fetched whole, those fields are not
 * given. What `--env` and `--as-file` name is asked for by name, and stays.
 *
 * @throws CliError `usage` for a pattern that is empty
 */
export function selected(plan: InjectionPlan, { only, except }: Selection): InjectionPlan {
  if ([...only, ...except].includes("")) throw usageError("a pattern of --only or --except is empty");
  const isSelected = (variable: string): boolean =>
    (only.length === 0 || fits(only, variable)) && !fits(except, variable);
  const keep = ({ variable }: PlannedVariable): boolean => isSelected(variable);
  return { ...plan, underBundles: plan.underBundles.filter(keep), isSelected };
}

function fits(patterns: readonly string[], variable: string): boolean {
  return patterns.some((pattern) => matchesPattern(variable, pattern));
}
