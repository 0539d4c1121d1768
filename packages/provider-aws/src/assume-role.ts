import type { AssumeRoleCommandOutput, STSClient } from "@aws-sdk/client-sts";
import { isSecretError, SecretError } from "@claviger/core/provider";
import { certificateHint, isOutage, isUntrusted } from "./error-table.ts";
import { readNativeError } from "./native-error.ts";
import type { AwsOptions } from "./options.ts";
import { clientSettings, importSts } from "./sdk.ts";
import { type Credentials, sendRenewing } from "./send-renewing.ts";

/** Which role is assumed, and how. */
export interface RoleSettings extends Pick<AwsOptions, "externalId" | "sessionName" | "stsEndpoint"> {
  readonly roleArn: string;
}

/** The credentials of a role. */
export type RoleCredentials = ReturnType<typeof assumeRole>;

/**
 * A call of no caller's own, since all of them wait for it: this ends it, in milliseconds. Longer than a link of the
 * chain waits.
 */
const requestTimeout = 10_000;

/**
 * The credentials of a role, which the credentials of the SDK's default chain may assume, as the SDK's clients take them:
 * they ask again before these expire.
 *
 * @param region - where STS is asked
 * @throws `get`: SecretError `auth_failed` for a refusal, `unavailable` if STS cannot be reached; what the chain throws
 */
export function assumeRole(settings: RoleSettings, region: string | undefined) {
  const { roleArn: RoleArn, sessionName: RoleSessionName } = settings;
  const ExternalId = settings.externalId || undefined;
  let client: STSClient | undefined;
  return {
    async get(): Promise<Credentials> {
      const sts = await importSts();
      client ??= new sts.STSClient({ ...clientSettings, region, endpoint: settings.stsEndpoint });
      const opened = client;
      const { credentials } = opened.config;
      // What these fail with is the chain's own failure, and stays one.
      const used = await credentials();
      const command = new sts.AssumeRoleCommand({ RoleArn, RoleSessionName, ExternalId });
      try {
        const send = () => opened.send(command, { requestTimeout });
        return credentialsOf(await sendRenewing(send, { credentials, used }));
      } catch (error) {
        throw roleError(error, settings);
      }
    },
    close: () => client?.destroy(),
  };
}

/** @throws TypeError for a reply that has none, which is not the service's */
function credentialsOf({ Credentials: given }: AssumeRoleCommandOutput): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !(Expiration instanceof Date)) {
    throw new TypeError("no credentials");
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

/**
 * A refusal is never `denied`: that may mean absence of a secret (`denied: "absent"`), and no secret was asked for yet.
 */
function roleError(error: unknown, { roleArn, externalId }: RoleSettings): SecretError {
  if (isSecretError(error)) return error;
  const native = readNativeError(error);
  if (isOutage(native)) {
    return new SecretError("unavailable", `AWS STS, which gives out ${roleArn}, cannot be reached or fails`, {
      hint: "check stsEndpoint, the region and what is between here and there (proxy, VPC endpoint)",
      cause: native,
    });
  }
  const asked = externalId ? "that it asks for this external id" : "whether it asks for an external id";
  const [problem, hint] = isUntrusted(native)
    ? ["has a certificate that this process does not trust", certificateHint]
    : [
        `refused to give out ${roleArn}`,
        `check that this identity may do sts:AssumeRole on the role, that the role's trust policy names the ` +
          `identity, and ${asked} (SECRETS_AWS_EXTERNAL_ID)`,
      ];
  return new SecretError("auth_failed", `AWS STS ${problem}`, { hint, cause: native });
}
