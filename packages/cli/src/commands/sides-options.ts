import { caseOption } from "./case-option.ts";
import type { CommandOption } from "./option.ts";

/** What `copy` and `diff` take to name their two sides. */
export const sidesOptions: readonly CommandOption[] = [
  { flag: "--from-environment", argument: "<name>", description: "the environment of the first side" },
  { flag: "--to-environment", argument: "<name>", description: "the environment of the second side" },
  { flag: "--store", argument: "<store>", description: "look names up in this store, and not in the chain" },
  caseOption,
];

export interface SidesFlags {
  readonly environment?: string;
  readonly fromEnvironment?: string;
  readonly toEnvironment?: string;
  readonly store?: string;
  readonly case?: string;
  readonly json?: true;
}

export const sourceArgument = [
  "[from]",
  "a name, a reference, or all below secret://<store>/<prefix>/; every name of the manifest by default",
] as const;
export const targetArgument = [
  "[to]",
  "the same kind; by default the same one in the other environment",
] as const;
