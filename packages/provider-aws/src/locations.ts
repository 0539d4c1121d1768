import { type Ask, conventionalLocations, type Location, SecretError } from "@claviger/core/provider";
import { looksLikeArn, arnRegion } from "./arn.ts";
import type { AwsOptions } from "./options.ts";
import { isSecretName, secretNameRule } from "./secret-name.ts";

/**
 * Where a name would be, by the rule that all stores share. An ARN, and the configured bundle asked for as a bundle, are
 * paths already. What AWS could not hold is left out.
 */
export function locate(ask: Ask, options: AwsOptions): readonly Location[] {
  const isPath = looksLikeArn(ask.name) || (ask.as === "bundle" && ask.name === options.bundle);
  const locations = isPath ? [{ path: ask.name }] : conventionalLocations(ask, options);
  const mayBePath = isPath || !hasDotSegment(ask.name);
  return locations.filter(({ path, field }) => isSecretPath(path) && (field !== undefined || mayBePath));
}

/** Whether a text is the name of a secret, or the full ARN of one. */
export function isSecretPath(path: string): boolean {
  return isSecretName(path) || arnRegion(path) !== undefined;
}

/** AWS takes such names; they would be a trap for whoever reads them as paths. */
function hasDotSegment(path: string): boolean {
  return path.split("/").some((segment) => segment === "." || segment === "..");
}

/**
 * The location that a reference's path points at: a secret's name or its full ARN.
 * @throws SecretError `invalid_ref`
 */
export function parse(path: string): Location {
  if (isSecretPath(path) && !hasDotSegment(path)) return { path };
  if (looksLikeArn(path)) {
    throw new SecretError("invalid_ref", `"${path}" is not the full ARN of a secret`, {
      hint: "write arn:aws:secretsmanager:<region>:<account>:secret:<name>-<six characters>, or the secret's name",
    });
  }
  throw new SecretError("invalid_ref", `"${path}" cannot be the name of a secret in AWS`, {
    hint: `a name has ${secretNameRule}, and no segment . or ..`,
  });
}
