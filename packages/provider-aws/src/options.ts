import { nameCases, type OptionSpecs, type OptionValues, SecretError } from "@claviger/core/provider";
import { parseSecretArn } from "./arn.ts";
import { isSecretName, secretNameRule } from "./secret-name.ts";

/**
 * The provider's options. Credentials are not among them: those come from the SDK's default chain, which reads the
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
} as const satisfies OptionSpecs;

export type AwsOptions = OptionValues<typeof options>;

/** @throws SecretError `not_configured` that names every option that cannot work */
export function checkOptions({ endpoint, prefix, bundle }: AwsOptions): void {
  const problems: string[] = [];
  if (endpoint !== undefined && !isHttpUrl(endpoint)) problems.push("endpoint is not an http or https URL");
  if (prefix && !isSecretName(prefix)) problems.push(`prefix may only have ${secretNameRule}`);
  if (bundle && !isSecretName(bundle) && !parseSecretArn(bundle)) {
    problems.push(`bundle is neither the name of a secret (${secretNameRule}) nor the full ARN of one`);
  }
  if (problems.length === 0) return;
  throw new SecretError("not_configured", `AWS Secrets Manager: ${problems.join("; ")}`, {
    hint: "correct the options, or the variables SECRETS_AWS_<OPTION>",
  });
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
