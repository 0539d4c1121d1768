import type { Location } from "@claviger/core/provider";
import { resourceOf } from "./arn.ts";

/**
 * The IAM policy that reading those secrets needs, and no more. BatchGetSecretValue knows no resource: it is authorised
 * for each secret by GetSecretValue. `kms:Decrypt` is left out: a secret under AWS's own key `aws/secretsmanager` does
 * not need it, and the ARN of another key is not known here.
 */
export function readPolicy(locations: readonly Location[], region: string | undefined): string {
  const resources = [...new Set(locations.map(({ path }) => resourceOf(path, region ?? "*")))];
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: resources,
      },
      {
        Sid: "ReadSecretsInBatches",
        Effect: "Allow",
        Action: "secretsmanager:BatchGetSecretValue",
        Resource: "*",
      },
    ],
  };
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}
