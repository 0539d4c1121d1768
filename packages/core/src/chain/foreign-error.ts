import type { Location } from "../contract/location.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { showLocation } from "./location-key.ts";

/**
 * What a provider threw, as a `SecretError` that names the provider and the location. Anything else than a
 * `SecretError` is a defect of the provider: of it only the class is told, since its message may quote a value.
 */
export function foreignError(
  error: unknown,
  where: { readonly provider: string; readonly location?: Location },
): SecretError {
  const location = where.location && showLocation(where.location);
  if (!isSecretError(error)) {
    const name = error instanceof Error ? error.name : typeof error;
    return new SecretError("internal", `provider ${where.provider} failed with an unexpected ${name}`, {
      provider: where.provider,
      location,
      cause: { name },
      hint: "this is a defect of the provider: report it with the name and code of the error",
    });
  }
  const { code, problem, hint, cause, retryAfter } = error;
  return new SecretError(code, problem, {
    provider: where.provider,
    location: error.location ?? location,
    hint,
    cause,
    retryAfter,
  });
}
