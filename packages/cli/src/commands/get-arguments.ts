import { getOptions } from "./option.ts";
import { quickReader } from "./quick-options.ts";

/** What was typed after `claviger get`. */
export interface GetArguments {
  readonly name: string;
  readonly environment: string | undefined;
  readonly json: boolean;
  readonly reveal: boolean;
  readonly bundle: boolean;
  readonly field: string | undefined;
  readonly version: string | undefined;
  readonly stage: string | undefined;
}

const readOptions = quickReader(getOptions);

/**
 * Reads a plain `claviger get` without commander (quick-options.ts).
 *
 * @param args - what follows `claviger`
 */
export function readGetArguments(args: readonly string[]): GetArguments | undefined {
  if (args[0] !== "get") return undefined;
  const before = readOptions(args, 1);
  if (before === undefined) return undefined;
  const name = args[before.end];
  if (name === undefined || name === "--") return undefined;
  const after = readOptions(args, before.end + 1);
  if (after?.end !== args.length) return undefined;
  const last = (flag: string): string | undefined =>
    (after.given.get(flag) ?? before.given.get(flag))?.at(-1);
  return {
    name,
    environment: last("--environment"),
    json: last("--json") !== undefined,
    reveal: last("--reveal") !== undefined,
    bundle: last("--bundle") !== undefined,
    field: last("--field"),
    version: last("--version"),
    stage: last("--stage"),
  };
}
