import { type NameCase, nameCases } from "@claviger/core/provider";
import { usageError } from "../cli-error.ts";
import type { CommandOption } from "./option.ts";

export const caseOption: CommandOption = {
  flag: "--case",
  argument: "<case>",
  description: `how names are spelled in the store: ${nameCases.join(", ")}`,
};

/** @throws CliError `usage` */
export function nameCase(given: string | undefined): NameCase | undefined {
  const known = nameCases.find((one) => one === given);
  if (given === undefined || known) return known;
  throw usageError(`--case is none of ${nameCases.join(", ")}`);
}
