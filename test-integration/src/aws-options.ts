import type { aws } from "@claviger/provider-aws";

type AwsOptions = Parameters<typeof aws.create>[0];

/** Options as core hands them to the provider: with their defaults, and some given. */
export function awsOptions(given: Partial<AwsOptions> = {}): AwsOptions {
  return {
    case: "as-is",
    batch: true,
    sessionName: "claviger",
    allowHttp: false,
    recoveryDays: 30,
    ...given,
  };
}
