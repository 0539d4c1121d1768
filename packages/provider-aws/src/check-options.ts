import { SecretError } from "@claviger/core/provider";
import { parseSecretArn } from "./arn.ts";
import { isKmsKey, kmsKeyRule } from "./kms-key.ts";
import type { AwsOptions } from "./options.ts";
import { isSecretName, secretNameRule } from "./secret-name.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, which gives all three their bounds. */
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const externalId = /^[\w+=,.@:/-]{2,1224}$/;
const sessionName = /^[\w+=,.@-]{2,64}$/;

/** @throws SecretError `not_configured` that names every option that cannot work */
export function checkOptions(options: AwsOptions): void {
  const problems = [...addressProblems(options), ...nameProblems(options), ...roleProblems(options)];
  const { recoveryDays, kmsKeyId } = options;
  if (!Number.isInteger(recoveryDays) || recoveryDays < 7 || recoveryDays > 30) {
    problems.push("recoveryDays is not a whole number from 7 to 30");
  }
  if (kmsKeyId && !isKmsKey(kmsKeyId)) problems.push(`kmsKeyId is not ${kmsKeyRule}`);
  if (problems.length === 0) return;
  throw new SecretError("not_configured", `AWS Secrets Manager: ${problems.join("; ")}`, {
    hint: "correct the options, or the variables SECRETS_AWS_<OPTION>",
  });
}

// What was given is not shown: a URL may hold a password.
function* addressProblems(options: AwsOptions): Iterable<string> {
  for (const name of ["endpoint", "stsEndpoint"] as const) {
    const address = options[name];
    if (address === undefined) continue;
    if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
      yield `${name} is not an http or https URL`;
    } else if (!options.allowHttp && isOpenToOthers(new URL(address))) {
      yield `${name} is http:// and not on this machine: secrets would travel in the open (allowHttp allows it)`;
    }
  }
}

function isOpenToOthers({ protocol, hostname }: URL): boolean {
  if (protocol === "https:") return false;
  return !/^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function* nameProblems({ prefix, bundle }: AwsOptions): Iterable<string> {
  if (prefix && !isSecretName(prefix)) yield `prefix may only have ${secretNameRule}`;
  if (bundle && !isSecretName(bundle) && !parseSecretArn(bundle)) {
    yield `bundle is neither the name of a secret (${secretNameRule}) nor the full ARN of one`;
  }
}

function* roleProblems(options: AwsOptions): Iterable<string> {
  if (options.roleArn && !roleArn.test(options.roleArn)) {
    yield "roleArn is not the ARN of a role (arn:aws:iam::<account>:role/<name>)";
  }
  if (options.externalId) {
    if (!options.roleArn) yield "externalId is set, and roleArn is not";
    if (!externalId.test(options.externalId)) {
      yield "externalId may only have letters, digits and _ + = , . @ : / -, from 2 to 1224 of them";
    }
  }
  if (!sessionName.test(options.sessionName)) {
    yield "sessionName may only have letters, digits and _ + = , . @ -, from 2 to 64 of them";
  }
}
