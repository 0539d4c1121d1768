import type { Tag } from "@aws-sdk/client-secrets-manager";
import type { Ready } from "./connection.ts";
import { readNativeError } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import type { SecretInput } from "./secret-input.ts";
import { type SecretContext, secretFailure } from "./secret-failure.ts";

/** One version that is to be written. */
export interface SecretWrite {
  readonly path: string;
  /** The new version's id, and the token that makes a request that is sent twice one. */
  readonly id: string;
  readonly input: SecretInput;
  /** AWS's label of the stage that the version gets. */
  readonly label: string;
  readonly tags: readonly Tag[];
  /** Of a secret that is created. */
  readonly kmsKeyId: string | undefined;
}

/**
 * Makes a secret with its first version, and gives that version's id. `undefined` if there is one already.
 * @throws SecretError `deleted`, `invalid_value`, and the codes of the error table
 */
export async function createSecret(write: SecretWrite, aws: Ready): Promise<string | undefined> {
  const { path, id, input, tags, kmsKeyId } = write;
  const created = {
    Name: path,
    ClientRequestToken: id,
    ...input,
    KmsKeyId: kmsKeyId || undefined,
    Tags: tags.length > 0 ? [...tags] : undefined,
  };
  return await versionOf(
    aws.send((client, options) => client.createSecret(created, options)),
    { path, aws, action: "CreateSecret", unless: "ResourceExistsException" },
  );
}

/**
 * Adds a version to a secret, and gives its id. `undefined` if there is no such secret.
 * @throws SecretError `deleted`, `invalid_value`, and the codes of the error table
 */
export async function putVersion(write: SecretWrite, aws: Ready): Promise<string | undefined> {
  const { path, id, input, label } = write;
  const added = { SecretId: path, ClientRequestToken: id, ...input, VersionStages: [label] };
  return await versionOf(
    aws.send((client, options) => client.putSecretValue(added, options)),
    { path, aws, action: "PutSecretValue", unless: "ResourceNotFoundException" },
  );
}

/** The version that a reply tells; `undefined` for the error that is an answer here. */
async function versionOf(
  writing: Promise<{ readonly VersionId?: string | undefined }>,
  { unless, ...context }: SecretContext & { readonly unless: string },
): Promise<string | undefined> {
  try {
    const { VersionId } = await writing;
    if (typeof VersionId !== "string") throw notAnAnswer([context.path], context.aws.region);
    return VersionId;
  } catch (error) {
    if (readNativeError(error).name === unless) return undefined;
    throw await secretFailure(error, context);
  }
}
