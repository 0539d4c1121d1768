import type { Location } from "@claviger/core/provider";
import { arnRegion, resourceOf } from "./arn.ts";
import { kmsResource } from "./kms-key.ts";
import type { AwsOptions } from "./options.ts";

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

type PolicyOptions = Pick<AwsOptions, "region" | "batch" | "kmsKeyId">;

const readActions = ["GetSecretValue", "DescribeSecret"];
// UpdateSecretVersionStage is what makes a write conditional, and a version current.
const versionActions = [...readActions, "ListSecretVersionIds", "PutSecretValue", "UpdateSecretVersionStage"];

const onEachSecret = {
  read: { Sid: "ReadSecrets", actions: readActions },
  write: { Sid: "WriteSecrets", actions: versionActions },
  rotate: { Sid: "RotateSecrets", actions: versionActions },
};

/**
 * The IAM policy that a purpose needs on those secrets, and no more. What one cannot know is left out: a secret under
 * AWS's own key `aws/secretsmanager` needs no leave for a key, and of another only `kmsKeyId` tells.
 */
export function policyFor(
  locations: readonly Location[],
  purpose: keyof typeof onEachSecret,
  options: PolicyOptions,
): string {
  const paths = [...new Set(locations.map(({ path }) => path))];
  const statements = [...statementsFor(paths, purpose, options)].map(({ Sid, ...rest }) => ({
    Sid,
    Effect: "Allow",
    ...rest,
  }));
  return `${JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2)}\n`;
}

function* statementsFor(
  paths: readonly string[],
  purpose: keyof typeof onEachSecret,
  { region = "*", batch, kmsKeyId }: PolicyOptions,
): Generator<Statement> {
  const Resource = paths.map((path) => resourceOf(path, region));
  const { Sid, actions } = onEachSecret[purpose];
  yield { Sid, Action: inService(actions), Resource };
  if (purpose === "read" && batch) {
    // It knows no resource: it is authorised for each secret by GetSecretValue.
    yield { Sid: "ReadSecretsInBatches", Action: "secretsmanager:BatchGetSecretValue", Resource: "*" };
  }
  if (purpose === "write") {
    const names = paths.filter((path) => !arnRegion(path)).map((path) => resourceOf(path, region));
    if (names.length > 0) yield creation(names);
    yield { Sid: "DeleteSecrets", Action: inService(["DeleteSecret", "RestoreSecret"]), Resource };
    yield { Sid: "ListSecrets", Action: "secretsmanager:ListSecrets", Resource: "*" };
  }
  if (kmsKeyId) {
    const Action = purpose === "read" ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey"];
    yield { Sid: "UseKey", Action, ...kmsResource(kmsKeyId, region) };
  }
}

/** A secret that is not there has no six characters yet, and a request for it is authorised without them. */
function creation(resources: readonly string[]): Statement {
  const actions = ["CreateSecret", "TagResource", "PutSecretValue", "DescribeSecret", "GetSecretValue"];
  const Resource = resources.flatMap((resource) => [resource.replace(/-\?{6}$/, ""), resource]);
  return { Sid: "CreateSecrets", Action: inService(actions), Resource };
}

function inService(actions: readonly string[]): readonly string[] {
  return actions.map((action) => `secretsmanager:${action}`);
}
