import { addressProblem, SecretError } from "@claviger/core/provider";
import { isKmsKey, kmsKeyRule } from "./kms-key.ts";
import { isSecretPath } from "./locations.ts";
import type { AwsOptions } from "./options.ts";
import { isSecretName, secretNameRule } from "./secret-name.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, which gives all three their bounds. */
const roleArnPattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const externalIdPattern = /^[\w+=,.@:/-]{2,1224}$/;
const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;

/**
 * What was given is not shown: an address may hold a password.
 * @throws SecretError `not_configured` that names every option that cannot work
 */
export function checkOptions(options: AwsOptions): void {
  const { prefix, bundle, roleArn, externalId, sessionName, kmsKeyId } = options;
  const problems = [
    endpointProblem("endpoint", options),
    endpointProblem("stsEndpoint", options),
    prefix && !isSecretName(prefix) && `prefix may only have ${secretNameRule}`,
    bundle &&
      !isSecretPath(bundle) &&
      `bundle is neither the name of a secret (${secretNameRule}) nor the full ARN of one`,
    roleArn &&
      !roleArnPattern.test(roleArn) &&
      "roleArn is not the ARN of a role (arn:aws:iam::<account>:role/<name>)",
    externalId && !roleArn && "externalId is set, and roleArn is not",
    externalId &&
      !externalIdPattern.test(externalId) &&
      "externalId may only have letters, digits and _ + = , . @ : / -, from 2 to 1224 of them",
    !sessionNamePattern.test(sessionName) &&
      "sessionName may only have letters, digits and _ + = , . @ -, from 2 to 64 of them",
    kmsKeyId && !isKmsKey(kmsKeyId) && `kmsKeyId is not ${kmsKeyRule}`,
  ].filter(Boolean);
  if (problems.length === 0) return;
  throw new SecretError("not_configured", `AWS Secrets Manager: ${problems.join("; ")}`, {
    hint: "correct the options, or the variables SECRETS_AWS_<OPTION>",
  });
}

function endpointProblem(name: "endpoint" | "stsEndpoint", options: AwsOptions): string | undefined {
  const { [name]: address, allowHttp } = options;
  if (address === undefined) return undefined;
  const credentials = "leave them to the SDK, as AWS_ACCESS_KEY_ID or a profile";
  const problem = addressProblem(address, { allowHttp, credentials, allow: "set allowHttp" });
  return problem && `${name} ${problem}`;
}
