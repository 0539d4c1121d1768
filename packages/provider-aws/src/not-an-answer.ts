import { SecretError } from "@claviger/core/provider";

/** The error for a reply that is not about what was asked for. */
export function notAnAnswer(paths: readonly string[], region: string): SecretError {
  const [location, ...others] = paths;
  const asked = others.length === 0 ? `"${location}"` : `any of ${paths.length} secrets`;
  return new SecretError(
    "unavailable",
    `what answered for AWS Secrets Manager in ${region} did not answer for ${asked}`,
    {
      ...(others.length === 0 ? { location } : {}),
      hint: "check the endpoint, and what is between here and there (proxy, VPC endpoint)",
    },
  );
}
