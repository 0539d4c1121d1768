import { isSecretError, SecretError } from "@claviger/core/provider";
import type {
  BatchGetSecretValueCommandOutput,
  DescribeSecretCommandOutput,
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { credentialsError, credentialsTimeout } from "./credentials-error.ts";
import type { Limits } from "./limits.ts";
import { type Credentials, sendRenewing } from "./send-renewing.ts";
import type { Sdk } from "./sdk.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface ConnectionSettings {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly loadSdk: () => Promise<Sdk>;
  /** The process's own environment, of which the SDK makes its credentials. */
  readonly env: Environment;
}

/** A client that is ready to send: region known, credentials at hand. */
export interface Ready {
  readonly region: string;
  getSecretValue(input: GetSecretValueCommandInput): Promise<GetSecretValueCommandOutput>;
  batchGetSecretValue(ids: readonly string[]): Promise<BatchGetSecretValueCommandOutput>;
  describeSecret(id: string): Promise<DescribeSecretCommandOutput>;
}

/** The clients of one instance: one a region, made when it is first asked for. */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #clients = new Map<string, SecretsManagerClient>();
  #held = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /**
   * Region and credentials are looked up before the request, each by itself, so that their failures are not taken for
   * the service's. Both are kept by the SDK.
   *
   * @param region - that of an ARN; without it the configured one
   * @throws SecretError `not_configured`, `auth_failed`, `unavailable`, `timeout`, `aborted`
   */
  async ready(region: string | undefined, limits: Limits): Promise<Ready> {
    const sdk = await limits.wait(this.#settings.loadSdk());
    const client = this.#client(region ?? this.#settings.region, sdk);
    const resolved = await resolvedRegion(client, limits);
    const used = await this.#credentials(client, limits);
    const options = (): { abortSignal: AbortSignal; requestTimeout: number } => ({
      abortSignal: limits.signal,
      requestTimeout: limits.remaining(),
    });
    const send = <T>(request: () => Promise<T>): Promise<T> =>
      sendRenewing(request, { client, limits, used });
    return {
      region: resolved,
      getSecretValue: (input) => send(() => client.send(new sdk.GetSecretValueCommand(input), options())),
      batchGetSecretValue: (ids) =>
        send(() => client.send(new sdk.BatchGetSecretValueCommand({ SecretIdList: [...ids] }), options())),
      describeSecret: (id) =>
        send(() => client.send(new sdk.DescribeSecretCommand({ SecretId: id }), options())),
    };
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
  }

  #client(region: string | undefined, sdk: Sdk): SecretsManagerClient {
    const key = region ?? "";
    const existing = this.#clients.get(key);
    if (existing) return existing;
    const { endpoint } = this.#settings;
    const client = new sdk.SecretsManagerClient({
      // Retries are core's.
      maxAttempts: 1,
      // Keep-alive sockets, as many as core may have calls in flight. Without the throw, a timeout is only a warning.
      requestHandler: { throwOnRequestTimeout: true, httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
      ...rereadSharedFiles,
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint } : {}),
    });
    this.#clients.set(key, client);
    return client;
  }

  async #credentials(client: SecretsManagerClient, limits: Limits): Promise<Credentials> {
    try {
      const credentials = await limits.wait(client.config.credentials());
      this.#held = true;
      return credentials;
    } catch (error) {
      const context = { held: this.#held, env: this.#settings.env };
      if (isSecretError(error, "timeout")) throw credentialsTimeout(context, error);
      throw isSecretError(error) ? error : credentialsError(error, context);
    }
  }
}

const maxSockets = 50;

/**
 * Handed through to the credential chain, which otherwise keeps the text of ~/.aws/credentials for the life of the
 * process: a renewal must see what another program wrote there. The chain runs only when credentials are needed.
 */
const rereadSharedFiles = { ignoreCache: true };

async function resolvedRegion(client: SecretsManagerClient, limits: Limits): Promise<string> {
  try {
    return await limits.wait(client.config.region());
  } catch (error) {
    if (isSecretError(error)) throw error;
    throw new SecretError("not_configured", "no AWS region is configured, or not a valid one", {
      hint: "set AWS_REGION (or SECRETS_AWS_REGION, or the region of the profile in ~/.aws/config)",
    });
  }
}
