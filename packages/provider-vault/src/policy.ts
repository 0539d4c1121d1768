import { type Location, SecretError } from "@claviger/core/provider";
import { policyPath, splitPath } from "./secret-path.ts";

/** What HCL or Vault's policies would read as something else: quotes, globs, templates. */
const special = /["\\*+]|\{\{|[$%]\{/;

/**
 * The policy, in HCL, that reading those secrets needs and no more. A location with a version or a stage also needs the
 * secret's metadata.
 *
 * @param mount - the configured mount
 * @throws SecretError `invalid_ref`; `unsupported` for a path that a policy cannot name literally
 */
export function readPolicy(locations: readonly Location[], mount: string): string {
  const paths = locations.flatMap(({ path, version }) => {
    const secret = splitPath(path, mount);
    return version
      ? [policyPath("data", secret), policyPath("metadata", secret)]
      : [policyPath("data", secret)];
  });
  return [...new Set(paths)].map((path) => `${policyRule(path)}\n`).join("");
}

/** One rule on one line, as a hint shows it. */
export function policyRule(path: string): string {
  if (special.test(path)) {
    throw new SecretError("unsupported", `a policy of Vault cannot name "${path}" and nothing else`, {
      hint: "rename the secret, or write a rule with a wildcard by hand",
    });
  }
  return `path "${path}" { capabilities = ["read"] }`;
}
