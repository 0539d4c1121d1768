import { options, type AwsOptions } from "../options.ts";

/** Options as core hands them over: with their defaults, and some given. */
export function awsOptions(given: Partial<AwsOptions> = {}): AwsOptions {
  return {
    case: options.case.default,
    batch: options.batch.default,
    sessionName: options.sessionName.default,
    allowHttp: options.allowHttp.default,
    recoveryDays: options.recoveryDays.default,
    ...given,
  };
}
