import { isSecretError, SecretError } from "@claviger/core/provider";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { RoleCredentials } from "./assume-role.ts";
import { clientSettings } from "./client-settings.ts";
import { credentialsError, credentialsTimeout } from "./credentials-error.ts";
import type { Limits } from "./limits.ts";
import { type RequestOptions, type Requests, requestsOf } from "./requests.ts";
import { type Credentials, type CredentialsSource, sendRenewing } from "./send-renewing.ts";
import type { Sdk } from "./sdk.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface ConnectionSettings {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly loadSdk: () => Promise<Sdk>;
  /** The role to be assumed for the requests of a region; without it, the SDK's default chain. */
  readonly role?: (region: string | undefined) => RoleCredentials;
  /** The process's own environment, of which the SDK makes its credentials. */
  readonly env: Environment;
}

/** A client that is ready to send: region known, credentials at hand. */
export interface Ready extends Requests {
  readonly region: string;
  /** What the client signs with, for other services. */
  readonly credentials: CredentialsSource;
  /** By how much this machine's clock is behind AWS's, in milliseconds, as the SDK learned it from answers; 0 before the first. */
  readonly clockOffset: () => number;
}

/** What is open for one region. */
interface Opened {
  readonly client: SecretsManager;
  readonly role: RoleCredentials | undefined;
}

/** The clients of one instance: one a region, made when it is first asked for. */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #opened = new Map<string, Opened>();
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
    const { client, role } = this.#open(region ?? this.#settings.region, sdk);
    const resolved = await resolvedRegion(client, limits);
    const used = await this.#credentials(client, { limits, role });
    const options = (): RequestOptions => ({
      abortSignal: limits.signal,
      requestTimeout: limits.remaining(),
    });
    const { credentials } = client.config;
    const send = <T>(request: (options: RequestOptions) => Promise<T>): Promise<T> =>
      sendRenewing(() => request(options()), { credentials, limits, used });
    const clockOffset = (): number => client.config.systemClockOffset;
    return { region: resolved, credentials, clockOffset, ...requestsOf(client, send) };
  }

  close(): void {
    for (const { client, role } of this.#opened.values()) {
      client.destroy();
      role?.close();
    }
    this.#opened.clear();
  }

  #open(region: string | undefined, sdk: Sdk): Opened {
    const key = region ?? "";
    const existing = this.#opened.get(key);
    if (existing) return existing;
    const { endpoint } = this.#settings;
    const role = this.#settings.role?.(region);
    const client = new sdk.SecretsManager({
      ...clientSettings,
      ...(role ? { credentials: () => role.get() } : {}),
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint } : {}),
    });
    const opened = { client, role };
    this.#opened.set(key, opened);
    return opened;
  }

  async #credentials(
    client: SecretsManager,
    { limits, role }: Pick<Opened, "role"> & { readonly limits: Limits },
  ): Promise<Credentials> {
    try {
      const credentials = await limits.wait(client.config.credentials());
      this.#held = true;
      return credentials;
    } catch (error) {
      const context = { held: this.#held, env: this.#settings.env, assumesRole: role !== undefined };
      if (isSecretError(error, "timeout")) throw credentialsTimeout(context, error);
      throw isSecretError(error) ? error : credentialsError(error, context);
    }
  }
}

async function resolvedRegion(client: SecretsManager, limits: Limits): Promise<string> {
  try {
    return await limits.wait(client.config.region());
  } catch (error) {
    if (isSecretError(error)) throw error;
    throw new SecretError("not_configured", "no AWS region is configured, or not a valid one", {
      hint: "set AWS_REGION (or SECRETS_AWS_REGION, or the region of the profile in ~/.aws/config)",
    });
  }
}
