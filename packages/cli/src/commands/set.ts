import type { Command, CommanderError } from "commander";
import { usageError } from "../cli-error.ts";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { type ChangeFlags, changeOptionsOf, planOptions } from "./change-flags.ts";
import type { CommandOption } from "./option.ts";

interface SetFlags extends ChangeFlags {
  readonly generate?: string;
  readonly fromFile?: string;
  readonly bundle?: true;
  readonly binary?: true;
  readonly ifVersion?: string;
  readonly ifAbsent?: true;
}

const setOptions: readonly CommandOption[] = [
  {
    flag: "--generate",
    argument: "<length>",
    description: "a new random value: 32 or 32:hex, 32:base64url (bytes), 32:alnum (characters), uuid",
  },
  {
    flag: "--from-file",
    argument: "<path>",
    description: "the value is what the file holds, its line end too",
  },
  { flag: "--bundle", description: "the value is a JSON object: each of its members becomes a field" },
  { flag: "--binary", description: "store bytes: the value need not be text" },
  { flag: "--if-version", argument: "<version>", description: "only if this is the current version" },
  { flag: "--if-absent", description: "only if there is no such secret or field" },
  ...planOptions,
];

const examples = `
The value is read from standard input, without a line end at its end, or asked for unseen.

Examples:
  $ claviger set database-url                          asks for the value
  $ pass show db | claviger set database-url           one secret of the only store that can be written
  $ claviger set app/production#API_KEY --generate 32  one field; the others stay as they are
  $ claviger set secret://aws/app/production --bundle < fields.json
  $ claviger set tls-key --from-file key.pem --if-absent`;

/** Adds `claviger set`. */
export function declareSet(program: Command): void {
  const command = program
    .command("set")
    .summary("write a secret, or one field of it")
    .description("Writes a secret, or with #field one field of it while the others stay as they are.")
    .argument("<name>", "a secret's name, name#field or a secret:// reference")
    .argument("[value]", "its value, which others can see there: better piped or typed")
    .exitOverride(withoutValue)
    .addHelpText("after", examples);
  addOptions(command, setOptions).action(
    async (name: string, argument: string | undefined, _: unknown, self: Command) => {
      const flags: SetFlags = self.optsWithGlobals();
      const { generate, fromFile, bundle, binary, ifVersion, ifAbsent, environment } = flags;
      const { set } = await import("../set/set.ts");
      await set(name, {
        ...changeOptionsOf(flags),
        report: reportFor(flags),
        environment,
        value: { argument, generate, fromFile, bundle: bundle === true, binary: binary === true },
        ifVersion,
        ifAbsent: ifAbsent === true,
      });
    },
  );
}

/** What is taken for an unknown option, or for too much, may be a value or a part of one: it is not repeated. */
function withoutValue(error: CommanderError): never {
  const { code, message } = error;
  if (code === "commander.excessArguments")
    throw usageError(
      "more was given than a name and a value",
      "put quotes around a value with spaces, or pipe it",
    );
  if (code !== "commander.unknownOption") throw error;
  const [, suggestion] = /\((Did you mean .*)\)/.exec(message) ?? [];
  throw usageError(
    "an option is not known",
    suggestion ?? "see claviger set --help; pipe a value that starts with a dash",
  );
}
