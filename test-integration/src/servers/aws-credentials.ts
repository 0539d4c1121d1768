/** An access key, as the SDK's `credentials` option takes it. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The region that the AWS test servers are asked in. */
export const testRegion = "us-east-1";

/**
 * The access key that may do everything on the AWS test servers. They check no signature made with it, only those of
 * users: a wrong secret key is tested with a user's.
 */
export const rootCredentials: AwsCredentials = { accessKeyId: "test", secretAccessKey: "test" };
