import { formatReference, isReference, parseReference } from "@claviger/core";
import { usageError } from "../cli-error.ts";

/**
 * What `secrets.get` is asked for a name and `--field`.
 *
 * @throws SecretError `invalid_ref`
 * @throws CliError `usage` if the field is given twice
 */
export function secretReference(written: string, field: string | undefined): string {
  const reference = parseReference(written);
  if (field === undefined) return written;
  if (reference.field !== undefined) throw usageError("the field is given twice, in the name and by --field");
  if (field === "") throw usageError("--field is empty");
  return isReference(written) ? formatReference({ ...reference, field }) : `${written}#${field}`;
}
