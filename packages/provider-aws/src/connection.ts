import { type CallContext, isSecretError, type ProviderReport, SecretError } from "@claviger/core/provider";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { arnRegion } from "./arn.ts";
import { assumeRole, type RoleCredentials } from "./assume-role.ts";
import type { Step } from "./call.ts";
import { credentialsError, credentialsTimeout } from "./credentials-error.ts";
import type { AwsOptions } from "./options.ts";
import { clientSettings, type Sdk } from "./sdk.ts";
import { type Credentials, sendRenewing } from "./send-renewing.ts";

/** A client that is ready to send for one call: region known, credentials at hand. */
export interface Ready {
  readonly region: string;
  /** With the credentials, and by how much this machine's clock is behind AWS's, as the SDK learned it from answers. */
  readonly config: SecretsManager["config"];
  readonly report: (report: ProviderReport) => void;
  /** One request, which ends with the call. @throws the SDK's own error */
  readonly send: <T>(
    request: (client: SecretsManager, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ) => Promise<T>;
}

/** The clients of one instance: one a region, made when it is first asked for. */
export class Connection {
  readonly #values: AwsOptions;
  readonly #sdk: Sdk;
  readonly #clients = new Map<string | undefined, SecretsManager>();
  readonly #roles: RoleCredentials[] = [];
  /** Whether this instance has had credentials. */
  #held = false;

  constructor(values: AwsOptions, sdk: Sdk) {
    this.#values = values;
    this.#sdk = sdk;
  }

  /**
   * Region and credentials are looked up before the request, each by itself, so that their failures are not taken for
   * the service's. Both are kept by the SDK.
   *
   * @param path - of which an ARN names its region; else it is the configured one
   * @param step - is told while credentials are waited for
   * @throws SecretError `not_configured`, `auth_failed`, `unavailable`
   */
  async ready(path: string, ctx: CallContext, step: Step): Promise<Ready> {
    // Who has had to wait for this may be gone.
    ctx.signal.throwIfAborted();
    const client = this.#clientFor(arnRegion(path) ?? (this.#values.region || undefined));
    const { config } = client;
    const region = await config.region().catch(() => {
      throw new SecretError("not_configured", "no AWS region is configured, or not a valid one", {
        hint: "set AWS_REGION (or SECRETS_AWS_REGION, or the region of the profile in ~/.aws/config)",
      });
    });
    const used = await this.#credentials(client, step);
    const renewing = { credentials: config.credentials, used };
    return {
      region,
      config,
      report: (said) => ctx.report(said),
      send: (request) => sendRenewing(() => request(client, { abortSignal: ctx.signal }), renewing),
    };
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
    for (const role of this.#roles) role.close();
  }

  #clientFor(region: string | undefined): SecretsManager {
    const existing = this.#clients.get(region);
    if (existing) return existing;
    const { endpoint, roleArn } = this.#values;
    const role = roleArn && assumeRole({ ...this.#values, roleArn }, region);
    if (role) this.#roles.push(role);
    const client = new this.#sdk.SecretsManager({
      ...clientSettings,
      ...(role ? { credentials: () => role.get() } : {}),
      region,
      endpoint,
    });
    this.#clients.set(region, client);
    return client;
  }

  async #credentials(client: SecretsManager, step: Step): Promise<Credentials> {
    // The environment is not the host's: the SDK's credential chain reads the process, and the errors tell what it saw.
    const context = { held: this.#held, env: process.env, assumesRole: Boolean(this.#values.roleArn) };
    step.late = () => credentialsTimeout(context);
    try {
      const credentials = await client.config.credentials();
      this.#held = true;
      return credentials;
    } catch (error) {
      throw isSecretError(error) ? error : credentialsError(error, context);
    } finally {
      step.late = undefined;
    }
  }
}
