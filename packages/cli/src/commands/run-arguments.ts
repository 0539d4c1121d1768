import { runOptions } from "./option.ts";
import { quickReader } from "./quick-options.ts";

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

const readOptions = quickReader(runOptions);

/**
 * Reads a plain `claviger run` without commander (quick-options.ts).
 *
 * @param args - what follows `claviger`
 */
export function readRunArguments(args: readonly string[]): RunArguments | undefined {
  if (args[0] !== "run") return undefined;
  const read = readOptions(args, 1);
  if (read === undefined) return undefined;
  const { given, end } = read;
  const command = args[end] === "--" ? args.slice(end + 1) : args.slice(end);
  if (command.length === 0 || command[0] === "" || (args[end] !== "--" && command.includes("--")))
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
