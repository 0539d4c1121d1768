import { nameCases, type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/**
 * The provider's options. Access keys are not among them: those come from the SDK's default chain, which reads the
 * environment, the shared files and the metadata services by itself.
 */
export const options = {
  region: {
    type: "string",
    env: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    doc: "The region of the secrets; without it the SDK takes the profile's. An ARN names its own.",
  },
  endpoint: {
    type: "url",
    env: ["AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"],
    doc: "Where Secrets Manager answers, for a VPC endpoint or an emulator.",
  },
  prefix: {
    type: "string",
    doc: "Put before every name; a / is added where it does not end with / - _ or .",
  },
  bundle: {
    type: "string",
    env: ["SECRET_NAME", "AWS_SECRET_NAME"],
    doc: "The name or ARN of one secret, a JSON object whose fields are the names.",
  },
  case: {
    type: "choice",
    values: nameCases,
    default: "as-is",
    doc: "How names without a / are spelled in AWS.",
  },
  batch: {
    type: "boolean",
    default: true,
    doc: "Read secrets that are asked for together with BatchGetSecretValue, up to 20 a call.",
  },
  // AWS_ROLE_ARN is not read: it belongs to the web identity token, whose role the SDK's chain assumes by itself.
  roleArn: {
    type: "string",
    doc: "The ARN of a role that is assumed with the credentials found, and whose credentials are then used.",
  },
  externalId: { type: "string", doc: "The external id that the role's trust policy asks for." },
  sessionName: {
    type: "string",
    env: ["AWS_ROLE_SESSION_NAME"],
    default: "claviger",
    doc: "The name of the role's session, which CloudTrail shows.",
  },
  stsEndpoint: {
    type: "url",
    env: ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"],
    doc: "Where STS answers, which gives out a role's credentials.",
  },
  allowHttp: {
    type: "boolean",
    default: false,
    doc: "Allow an endpoint with http:// that is not on this machine. Whoever sits between reads the secrets.",
  },
  recoveryDays: {
    type: "integer",
    min: 7,
    max: 30,
    default: 30,
    doc: "For how many days a deleted secret can be restored.",
  },
  kmsKeyId: {
    type: "string",
    doc: "The KMS key that encrypts the secrets: its id, alias or ARN. New secrets get it; without it AWS's own key.",
  },
} as const satisfies OptionSpecs;

export type AwsOptions = OptionValues<typeof options>;
