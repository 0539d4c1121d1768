import { isSecretError, SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { codeOf } from "./error-table.ts";
import { causeOf, readNativeError } from "./native-error.ts";
import { deletedError, isDeletion } from "./secret-state.ts";
import { translateError } from "./translate-error.ts";

/** What was being changed when an error came up. */
interface WriteContext {
  readonly path: string;
  /** Of Secrets Manager, such as `PutSecretValue`. */
  readonly action: string;
  readonly aws: Ready;
  /** @default "writing" */
  readonly doing?: "writing" | "deleting" | "restoring";
}

/** An error of a request that changes something, as a `SecretError`. */
export async function writeFailure(error: unknown, context: WriteContext): Promise<SecretError> {
  if (isSecretError(error)) return error;
  const { path, aws, doing = "writing" } = context;
  const native = readNativeError(error);
  if (await isDeletion(native, path, aws)) return deletedError(path, aws.region);
  const about = { location: path, cause: causeOf(native) };
  if (native.name === "LimitExceededException") {
    return new SecretError(
      "throttled",
      `"${path}" in ${aws.region} has as many versions or stages as AWS keeps`,
      {
        ...about,
        hint: "write less often: AWS keeps every version for a day, and about a hundred of a secret",
      },
    );
  }
  const code = codeOf(native);
  if (code === "invalid_ref") {
    return new SecretError(
      "invalid_value",
      `AWS Secrets Manager in ${aws.region} does not take this for "${path}"`,
      {
        ...about,
        hint: "check that the value is not empty, and the tags and the KMS key that go with it",
      },
    );
  }
  const action = `secretsmanager:${context.action}`;
  const failure = translateError(error, { path, region: aws.region, action, doing });
  if (code !== "unavailable" && code !== "timeout") return failure;
  // The request may have arrived, and only its answer be lost.
  return new SecretError(failure.code, failure.problem, {
    ...about,
    hint: `${failure.hint}; it may have been done all the same, so look before you repeat it`,
  });
}

/** The error for a write that met another one. */
export function conflict(path: string, why: string): SecretError {
  return new SecretError("conflict", `"${path}" was not written: ${why}`, {
    location: path,
    hint: "read what is there now, and decide again",
  });
}
