import type { Command, Option } from "commander";

/** The names that a secret may have, for arguments that are one. */
export type SecretNames = () => Promise<readonly string[]>;

/** Arguments that are a secret. */
const secretArguments: ReadonlySet<string> = new Set(["name", "names", "ref", "secret"]);

/**
 * What may stand in the place of the last word.
 *
 * @param words - what was typed after `claviger`; the last one is being typed, and may be empty
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  secretNames: SecretNames,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  // What follows -- is a command of its own: the shell knows about those.
  if (before.includes("--")) return [];
  const { command, places, open } = walk(program, before);
  const found = open
    ? await ofOption(open, secretNames)
    : await ofPlace(command, { typed, places, secretNames });
  return [...new Set(found)].filter((candidate) => candidate.startsWith(typed));
}

interface Walked {
  readonly command: Command;
  /** How many arguments there are already. */
  readonly places: number;
  /** An option that waits for its value. */
  readonly open: Option | undefined;
}

function walk(program: Command, words: readonly string[]): Walked {
  let command = program;
  let places = 0;
  let open: Option | undefined;
  for (const word of words) {
    if (open) {
      open = undefined;
    } else if (word.startsWith("-")) {
      const option = optionsOf(command, program).find(({ long, short }) => word === long || word === short);
      open = option && (option.required || option.optional) ? option : undefined;
    } else {
      const inner = command === program ? program.commands.find((one) => one.name() === word) : undefined;
      if (inner) command = inner;
      else places += 1;
    }
  }
  return { command, places, open };
}

async function ofOption({ argChoices, flags }: Option, secretNames: SecretNames): Promise<readonly string[]> {
  if (argChoices) return argChoices;
  return flags.includes("<ref>") ? secretNames() : [];
}

async function ofPlace(
  command: Command,
  {
    typed,
    places,
    secretNames,
  }: { readonly typed: string; readonly places: number; readonly secretNames: SecretNames },
): Promise<readonly string[]> {
  const program = command.parent ?? command;
  if (typed.startsWith("-"))
    return optionsOf(command, program).flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  if (command === program) {
    const names = program.commands.map((one) => one.name());
    return [...names.filter((name) => !name.startsWith("_")), "help"];
  }
  const declared = command.registeredArguments;
  const argument = declared[places] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined);
  if (argument?.argChoices) return argument.argChoices;
  return argument && secretArguments.has(argument.name()) ? secretNames() : [];
}

function optionsOf(command: Command, program: Command): readonly Option[] {
  return command === program ? program.options : [...command.options, ...program.options];
}
