import { isSecretError, SecretError } from "./secret-error.ts";

/** What `read` gives. Where it throws a `SecretError`, this is put among `errors`, to be told together with others. */
export function attempt<T>(read: () => T, errors: SecretError[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isSecretError(error)) throw error;
    errors.push(error);
    return undefined;
  }
}

/** One error for several: it has the code of the first, and lists them all. */
export function severalErrors(errors: readonly SecretError[], heading: string): SecretError {
  const list = errors.map(
    ({ problem, code, hint }) => `\n- ${problem} (${code})${hint ? `, next: ${hint}` : ""}`,
  );
  return new SecretError(errors[0]?.code ?? "internal", `${heading}:${list.join("")}\n`, { errors });
}
