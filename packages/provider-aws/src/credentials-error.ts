import { SecretError, type SanitisedCause } from "@claviger/core/provider";
import { certificateHint, isOutage, isUntrusted, networkFailure } from "./error-table.ts";
import { type NativeError, readNativeError } from "./native-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface CredentialsContext {
  /** Whether this instance has had credentials before. */
  readonly held: boolean;
  /** Whether a role is assumed by this provider with what the chain gives. */
  readonly assumesRole?: boolean;
  /** The process's own environment: it is what the SDK reads, whatever the host says. */
  readonly env: Environment;
}

/** Where credentials came from that were held before, if nothing names it. */
const formerSource = "the source of this process's AWS credentials";

/**
 * Why the SDK's credential chain gave nothing. A source that cannot be reached is `unavailable`: one that the
 * environment names, or one that gave credentials before. A refusal, and a process that never had any, is `auth_failed`.
 *
 * The chain drops the errors of its remote sources and ends with "Could not load credentials from any providers"
 * (@aws-sdk/credential-provider-node, memoize-chain.ts), so the environment tells what was tried.
 */
export function credentialsError(error: unknown, { held, env }: CredentialsContext): SecretError {
  const native = readNativeError(error);
  const refused = (problem: string, hint: string): SecretError =>
    new SecretError("auth_failed", problem, { hint, cause: native });
  if (isExpiredSession(native)) {
    return refused("the SSO session has expired or was never started", "run aws sso login");
  }
  if (isUntrusted(native)) {
    return refused(
      "the source of AWS credentials has a certificate that is not trusted here",
      certificateHint,
    );
  }
  // STS and SSO answer with AWS's own errors: a status tells that somebody did answer.
  if (native.status !== undefined && !isOutage(native)) {
    return refused("the service that gives out AWS credentials refused this identity", refusalHint(env));
  }
  const source = remoteSource(env);
  const isDown =
    held ||
    (networkFailure(native) && native.name !== "ProviderError") ||
    (source !== undefined && native.code !== "ENOENT") ||
    isWrappedNetworkFailure(native);
  if (!isDown) return refused("no AWS credentials were found", missingHint(env, native));
  return unavailable(source ?? (held ? formerSource : "the service that gives out AWS credentials"), native);
}

/** The deadline came while credentials were being fetched: `unavailable` if a source of them is known. */
export function credentialsTimeout(context: CredentialsContext): SecretError | undefined {
  const { held, env, assumesRole } = context;
  const source = remoteSource(env) ?? (assumesRole ? "AWS STS" : held ? formerSource : undefined);
  return source === undefined ? undefined : unavailable(source, { code: "ETIMEDOUT" });
}

/** The remote source that the environment says is to be used, in words. */
function remoteSource(env: Environment): string | undefined {
  if (env["AWS_ACCESS_KEY_ID"] && env["AWS_SECRET_ACCESS_KEY"] && !env["AWS_PROFILE"]) return undefined;
  if (env["AWS_WEB_IDENTITY_TOKEN_FILE"] && env["AWS_ROLE_ARN"]) return "AWS STS (web identity)";
  if (env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] || env["AWS_CONTAINER_CREDENTIALS_FULL_URI"]) {
    return "the container's credentials endpoint";
  }
  const disabled = env["AWS_EC2_METADATA_DISABLED"];
  const isDisabled = disabled !== undefined && disabled !== "" && disabled !== "false";
  return env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] && !isDisabled ? "the EC2 metadata service" : undefined;
}

/** Both SSO providers end the chain with a message of this form, and with nothing else to tell them by. */
function isExpiredSession({ name, message }: NativeError): boolean {
  return (
    (name === "CredentialsProviderError" || name === "TokenProviderError") &&
    (/aws sso login|SSO session|Token is expired/i.test(message) || /\bUnauthorizedException\b/.test(message))
  );
}

/** The SSO provider makes the error underneath a part of its message. */
function isWrappedNetworkFailure({ message }: NativeError): boolean {
  const down =
    /\b(EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError)\b/;
  return down.test(message) && !message.includes("instance metadata");
}

function unavailable(source: string, cause: SanitisedCause): SecretError {
  return new SecretError("unavailable", `no AWS credentials can be had: ${source} does not give them`, {
    hint: "check that the source of the credentials runs and can be reached from here",
    cause,
  });
}

function refusalHint(env: Environment): string {
  return env["AWS_WEB_IDENTITY_TOKEN_FILE"]
    ? "check the trust policy of the role in AWS_ROLE_ARN, and the token in AWS_WEB_IDENTITY_TOKEN_FILE"
    : "check the profile, the role it assumes and that role's trust policy";
}

function missingHint(env: Environment, { code }: NativeError): string {
  if (code === "ENOENT" && env["AWS_WEB_IDENTITY_TOKEN_FILE"]) {
    return "mount the token that AWS_WEB_IDENTITY_TOKEN_FILE names: there is no such file";
  }
  if (env["AWS_PROFILE"]) return `check that the profile ${env["AWS_PROFILE"]} exists and has credentials`;
  return (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached " +
    "(ECS, EKS, EC2)"
  );
}
