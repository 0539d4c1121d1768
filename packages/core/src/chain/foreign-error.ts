import type { Location } from "../contract/location.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { showLocation } from "./location-key.ts";

/**
 * What a provider threw, as a `SecretError` that names the provider and the location. Anything else than a
 * `SecretError` is a defect of the provider: of it only the class is told, since its message may quote a value.
 */
export function foreignError(
  error: unknown,
  { provider, location }: { readonly provider: string; readonly location?: Location | undefined },
): SecretError {
  const at = { provider, location: location && showLocation(location) };
  if (isSecretError(error)) {
    const { code, problem, hint, cause, retryAfter, location: own = at.location } = error;
    return new SecretError(code, problem, { provider, location: own, hint, cause, retryAfter });
  }
  const name = error instanceof Error ? error.name : typeof error;
  return new SecretError("internal", `provider ${provider} failed with an unexpected ${name}`, {
    ...at,
    cause: { name },
    hint: "this is a defect of the provider: report it with the name and code of the error",
  });
}
