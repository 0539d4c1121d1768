import { type Location, SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { isNotFound, readNativeError } from "./native-error.ts";
import { type RequestContext, requestError } from "./request-error.ts";
import { deletedError, stateOf, versionNotFound } from "./secret-state.ts";

/** What was asked of a secret when an error came up. */
export interface SecretContext extends RequestContext {
  readonly aws: Ready;
}

/** An error of a request about one secret as a `SecretError`. */
export async function secretFailure(error: unknown, context: SecretContext): Promise<SecretError> {
  const { path, aws } = context;
  return (await isDeletion(error, path, aws)) ? deletedError(path, aws) : requestError(error, context);
}

/**
 * Whether an error means that a secret is marked for deletion. InvalidRequestException has several meanings: what the
 * secret says of itself counts more than the message.
 */
export async function isDeletion(error: unknown, path: string, aws: Ready): Promise<boolean> {
  const { name, message } = readNativeError(error);
  if (name !== "InvalidRequestException") return false;
  const { state } = await stateOf(path, aws);
  return (
    state === "deleted" || (state === "unknown" && /(marked|scheduled) for deletion|deleted/i.test(message))
  );
}

/**
 * What it means that a secret could not be read: `undefined` if it does not exist, or has no current version yet.
 *
 * @param error - of GetSecretValue, or of one secret in the reply of BatchGetSecretValue
 * @throws SecretError `version_not_found`, `deleted`, and the codes of the error table
 */
export async function absenceOf({ path, version }: Location, error: unknown, aws: Ready): Promise<undefined> {
  if (!isNotFound(error)) throw await secretFailure(error, { path, aws, action: "GetSecretValue" });
  if (version === undefined) return undefined;
  // One error stands for a missing secret and for a missing version; DescribeSecret, where allowed, tells which.
  const { state } = await stateOf(path, aws);
  if (state === "absent") return undefined;
  if (state === "deleted") throw deletedError(path, aws);
  throw versionNotFound(path, version, aws);
}

/** The error for a write that met another one. */
export function conflict(path: string, why: string): SecretError {
  return new SecretError("conflict", `"${path}" was not written: ${why}`, {
    location: path,
    hint: "read what is there now, and decide again",
  });
}
