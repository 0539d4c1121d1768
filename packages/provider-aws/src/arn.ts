/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
const pattern =
  /^arn:aws[a-z-]*:secretsmanager:([a-z]{2}[a-z0-9-]+):\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$/;

/** Whether a path is meant to be an ARN; only `arnRegion` says whether it is one. */
export function looksLikeArn(path: string): boolean {
  return path.startsWith("arn:");
}

/** The region that the full ARN of a secret names; `undefined` if the text is not one. */
export function arnRegion(text: string): string | undefined {
  return pattern.exec(text)?.[1];
}

/**
 * The resource of an IAM policy for one secret: its ARN, or a pattern of it. AWS appends a hyphen and six characters to
 * a name, which `??????` stands for.
 */
export function resourceOf(path: string, region: string): string {
  return arnRegion(path)
    ? path
    : `arn:${partitionOf(region)}:secretsmanager:${region}:*:secret:${path}-??????`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
