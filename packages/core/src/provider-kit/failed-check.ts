import { isSecretError } from "../errors/secret-error.ts";
import type { Check } from "../contract/check.ts";

/**
 * A failure as a line of `check`'s report.
 *
 * @param subject - what was looked at: `reachability`
 * @throws what is no `SecretError`: that is a defect, and no finding
 */
export function failedCheck(subject: string, error: unknown): Check {
  if (!isSecretError(error)) throw error;
  const { problem, code, hint } = error;
  const fix = hint === undefined ? {} : { fix: hint };
  return { subject, status: "error", message: `${problem} (${code})`, ...fix };
}
