import type {
  BatchGetSecretValueCommandOutput,
  CreateSecretCommandInput,
  CreateSecretCommandOutput,
  DeleteSecretCommandInput,
  DescribeSecretCommandOutput,
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  ListSecretsCommandInput,
  ListSecretsCommandOutput,
  ListSecretVersionIdsCommandInput,
  ListSecretVersionIdsCommandOutput,
  PutSecretValueCommandInput,
  PutSecretValueCommandOutput,
  SecretsManager,
  Tag,
  UpdateSecretVersionStageCommandInput,
} from "@aws-sdk/client-secrets-manager";

/** The options of the SDK for one request. */
export interface RequestOptions {
  readonly abortSignal: AbortSignal;
  /** Milliseconds. */
  readonly requestTimeout: number;
}

/** The requests of Secrets Manager that are used here. Each throws the SDK's own error. */
export interface Requests {
  getSecretValue(input: GetSecretValueCommandInput): Promise<GetSecretValueCommandOutput>;
  batchGetSecretValue(ids: readonly string[]): Promise<BatchGetSecretValueCommandOutput>;
  describeSecret(id: string): Promise<DescribeSecretCommandOutput>;
  listSecrets(input: ListSecretsCommandInput): Promise<ListSecretsCommandOutput>;
  listSecretVersionIds(input: ListSecretVersionIdsCommandInput): Promise<ListSecretVersionIdsCommandOutput>;
  createSecret(input: CreateSecretCommandInput): Promise<CreateSecretCommandOutput>;
  putSecretValue(input: PutSecretValueCommandInput): Promise<PutSecretValueCommandOutput>;
  updateSecretVersionStage(input: UpdateSecretVersionStageCommandInput): Promise<unknown>;
  tagResource(id: string, tags: readonly Tag[]): Promise<unknown>;
  deleteSecret(input: DeleteSecretCommandInput): Promise<unknown>;
  restoreSecret(id: string): Promise<unknown>;
}

/** @param send - does one request with its options, and once more where the credentials had to be renewed */
export function requestsOf(
  client: SecretsManager,
  send: <T>(request: (options: RequestOptions) => Promise<T>) => Promise<T>,
): Requests {
  return {
    getSecretValue: (input) => send((options) => client.getSecretValue(input, options)),
    batchGetSecretValue: (ids) =>
      send((options) => client.batchGetSecretValue({ SecretIdList: [...ids] }, options)),
    describeSecret: (id) => send((options) => client.describeSecret({ SecretId: id }, options)),
    listSecrets: (input) => send((options) => client.listSecrets(input, options)),
    listSecretVersionIds: (input) => send((options) => client.listSecretVersionIds(input, options)),
    createSecret: (input) => send((options) => client.createSecret(input, options)),
    putSecretValue: (input) => send((options) => client.putSecretValue(input, options)),
    updateSecretVersionStage: (input) => send((options) => client.updateSecretVersionStage(input, options)),
    tagResource: (id, tags) =>
      send((options) => client.tagResource({ SecretId: id, Tags: [...tags] }, options)),
    deleteSecret: (input) => send((options) => client.deleteSecret(input, options)),
    restoreSecret: (id) => send((options) => client.restoreSecret({ SecretId: id }, options)),
  };
}
