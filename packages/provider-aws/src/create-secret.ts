import { readNativeError } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import type { SecretWrite, WriteContext } from "./secret-write.ts";
import { writeFailure } from "./write-failure.ts";

/**
 * Makes a secret with its first version, and gives that version's id. `undefined` if there is one already.
 * @throws SecretError `deleted`, `invalid_value`, and the codes of the error table
 */
export async function createSecret(
  write: SecretWrite,
  { aws, kmsKeyId }: Pick<WriteContext, "aws" | "kmsKeyId">,
): Promise<string | undefined> {
  const { path, id, input, tags } = write;
  try {
    const reply = await aws.createSecret({
      Name: path,
      ClientRequestToken: id,
      ...input,
      ...(kmsKeyId ? { KmsKeyId: kmsKeyId } : {}),
      ...(tags.length > 0 ? { Tags: [...tags] } : {}),
    });
    if (typeof reply.VersionId !== "string") throw notAnAnswer([path], aws.region);
    return reply.VersionId;
  } catch (error) {
    if (readNativeError(error).name === "ResourceExistsException") return undefined;
    throw await writeFailure(error, { path, action: "CreateSecret", aws });
  }
}
