import { SecretError } from "../errors/secret-error.ts";

/** One error for several names that could not be read: it has the code of the first, and lists them all. */
export function manyErrors(errors: readonly SecretError[], asked: number): SecretError {
  const [first] = errors;
  const list = errors.map(
    ({ problem, code, hint }) => `${problem} (${code})${hint ? `, next: ${hint}` : ""}`,
  );
  return new SecretError(
    first?.code ?? "internal",
    `${errors.length} of ${asked} secrets could not be read:\n- ${list.join("\n- ")}\n`,
    { errors },
  );
}
