import { fold } from "@claviger/core/provider";

/** Why a text cannot be the name of an environment variable, or `undefined` if it can. */
export function variableNameProblem(name: string): string | undefined {
  if (name === "") return "the name is empty";
  if (name.includes("=")) return 'the name holds "="';
  if (name.includes("\0")) return "the name holds a NUL character";
  if (!name.isWellFormed()) return "the name is not well-formed Unicode";
  return undefined;
}

/** The variable that a secret of the manifest is given as: `database-url` → `DATABASE_URL`, `payments/key` → `PAYMENTS_KEY`. */
export function variableOf(secretName: string): string {
  return fold(secretName).replaceAll("/", "_");
}
