import type { Ready } from "./connection.ts";
import { readNativeError } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import type { SecretWrite } from "./secret-write.ts";
import { writeFailure } from "./write-failure.ts";

/**
 * Adds a version to a secret, and gives its id. `undefined` if there is no such secret.
 * @throws SecretError `deleted`, `invalid_value`, and the codes of the error table
 */
export async function putVersion(
  { path, id, input, label }: SecretWrite,
  aws: Ready,
): Promise<string | undefined> {
  try {
    const reply = await aws.putSecretValue({
      SecretId: path,
      ClientRequestToken: id,
      ...input,
      VersionStages: [label],
    });
    if (typeof reply.VersionId !== "string") throw notAnAnswer([path], aws.region);
    return reply.VersionId;
  } catch (error) {
    if (readNativeError(error).name === "ResourceNotFoundException") return undefined;
    throw await writeFailure(error, { path, action: "PutSecretValue", aws });
  }
}
