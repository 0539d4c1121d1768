/** One option of a command, as a table: commander and the quick reader of `run` both go by it. */
export interface CommandOption {
  /** With both dashes. */
  readonly flag: `--${string}`;
  /** What it takes, as the help writes it; a switch takes nothing. */
  readonly argument?: string;
  /** It may be given more than once, and every one counts. */
  readonly repeatable?: true;
  readonly description: string;
}

/** What every command takes. */
export const commonOptions: readonly CommandOption[] = [
  {
    flag: "--environment",
    argument: "<name>",
    description: "the deployment's environment, in place of SECRETS_ENVIRONMENT",
  },
  { flag: "--json", description: "write results and failures as JSON" },
];

/** What every command takes that changes something. */
export const changeOptions: readonly CommandOption[] = [
  { flag: "--yes", description: "change it without asking" },
  ...commonOptions,
];

/** What `run` takes. */
export const runOptions: readonly CommandOption[] = [
  {
    flag: "--env",
    argument: "<NAME=ref>",
    repeatable: true,
    description: "a variable: a secret's name, name#field or secret:// reference (repeatable)",
  },
  {
    flag: "--bundle",
    argument: "<ref>",
    repeatable: true,
    description: "every field of this secret as a variable (repeatable)",
  },
  {
    flag: "--as-file",
    argument: "<NAME[=ref]>",
    repeatable: true,
    description:
      "the secret in a private file that is gone when the command ends, its path in the variable (repeatable)",
  },
  {
    flag: "--only",
    argument: "<glob>",
    repeatable: true,
    description: "of the manifest, references and bundles, only variables like DB_* (repeatable)",
  },
  {
    flag: "--except",
    argument: "<glob>",
    repeatable: true,
    description: "of those, none like *_KEY: they are not fetched (repeatable)",
  },
  { flag: "--watch", description: "start the command anew when one of its secrets has changed" },
  { flag: "--pristine", description: "only what is named: nothing of this environment" },
  { flag: "--no-exec", description: "keep the command a child of claviger" },
  ...commonOptions,
];

/** What `credential-helper` takes. */
export const credentialHelperOptions: readonly CommandOption[] = [
  {
    flag: "--secret",
    argument: "<ref>",
    description: "the secret, in which {host} stands for the host (default: git/{host}, docker/{host})",
  },
  { flag: "--username", argument: "<name>", description: "the secret is the password alone, of this user" },
  ...commonOptions,
];

/** What `get` takes. */
export const getOptions: readonly CommandOption[] = [
  { flag: "--reveal", description: "show it on a terminal too" },
  { flag: "--field", argument: "<field>", description: "one field of a secret that has several" },
  { flag: "--bundle", description: "all fields of a secret that has several" },
  { flag: "--version", argument: "<version>", description: "this version of it" },
  {
    flag: "--stage",
    argument: "<stage>",
    description: "the version that this label points at: current, previous, pending",
  },
  ...commonOptions,
];
