import { checkLimits } from "./check-limits.ts";
import type { Program } from "./program.ts";
import type { Injection } from "./resolve-injection.ts";
import { systemLimits } from "./system-limits.ts";

/** A command, and where its secrets come from. */
export interface CommandSource extends Pick<Program, "file" | "args"> {
  /** What it gets of this process's environment. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** Reads its secrets, all at once. @throws CliError `secrets_failed` */
  readonly read: () => Promise<Injection>;
}

/**
 * The command with what it gets.
 *
 * @param paths - of its files, by variable
 * @throws CliError `invalid_variable`, `too_long`
 */
export function programOf(
  { file, args, inherited }: CommandSource,
  { variables }: Injection,
  paths: ReadonlyMap<string, string> = new Map(),
): Program {
  const given = new Map([...variables, ...paths]);
  const environment = withoutUnset({ ...inherited, ...Object.fromEntries(given) });
  checkLimits({ args, environment, injected: [...given.keys()] }, systemLimits());
  return { file, args, environment };
}

function withoutUnset(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
