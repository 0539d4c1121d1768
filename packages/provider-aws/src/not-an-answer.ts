import { SecretError } from "@claviger/core/provider";

/** The error for a reply that is not about what was asked for. */
export function notAnAnswer(paths: readonly string[], region: string): SecretError {
  const [location, ...others] = paths;
  const asked = others.length === 0 ? `"${location}"` : `any of ${paths.length} secrets`;
  const problem = `what answered for AWS Secrets Manager in ${region} did not answer for ${asked}`;
  return new SecretError("unavailable", problem, {
    location: others.length === 0 ? location : undefined,
    hint: "check the endpoint, and what is between here and there (proxy, VPC endpoint)",
  });
}
