import { type CommandOption, runOptions } from "./option.ts";

/** What was typed after `claviger run`. */
export interface RunArguments {
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly bundles: readonly string[];
  readonly files: readonly string[];
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly watch: boolean;
  readonly pristine: boolean;
  readonly exec: boolean;
  readonly environment: string | undefined;
  readonly json: boolean;
}

const options: ReadonlyMap<string, CommandOption> = new Map(
  runOptions.map((option) => [option.flag, option]),
);

/**
 * Reads a plain `claviger run` without commander, which takes 7 of the 45 ms of a start. It answers only for what it
 * surely understands as commander does; a mistake, a request for help and every unusual form are commander's.
 *
 * @param args - what follows `claviger`
 */
export function readRunArguments(args: readonly string[]): RunArguments | undefined {
  if (args[0] !== "run") return undefined;
  const given = new Map<string, string[]>();
  let at = 1;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("-") || arg === "--") break;
    const option = options.get(arg);
    if (option === undefined) return undefined;
    const value = option.argument === undefined ? "" : args[++at];
    // commander takes `--env --bundle` for a variable called --bundle; who wrote it should hear from it.
    if (value === undefined || value.startsWith("-")) return undefined;
    const values = given.get(arg);
    if (values) values.push(value);
    else given.set(arg, [value]);
  }
  const command = args[at] === "--" ? args.slice(at + 1) : args.slice(at);
  if (command.length === 0 || command[0] === "" || (args[at] !== "--" && command.includes("--")))
    return undefined;
  return {
    command,
    env: given.get("--env") ?? [],
    bundles: given.get("--bundle") ?? [],
    files: given.get("--as-file") ?? [],
    only: given.get("--only") ?? [],
    except: given.get("--except") ?? [],
    watch: given.has("--watch"),
    pristine: given.has("--pristine"),
    exec: !given.has("--no-exec"),
    environment: given.get("--environment")?.at(-1),
    json: given.has("--json"),
  };
}
