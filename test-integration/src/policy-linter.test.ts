import { nodeHost, openDeployment } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { describe, expect, test } from "vitest";
import { serversPython } from "./servers/installed-servers.ts";
import { runCommand } from "./servers/run-command.ts";

// Duo Labs' linter, which knows every action of AWS, and what resources and conditions it takes.

const program = `
import json, sys
from parliament import analyze_policy_string
policy = analyze_policy_string(sys.argv[1])
print(json.dumps([f"{finding.issue}: {finding.detail}" for finding in policy.findings], default=str))
`;

async function findings(policy: string): Promise<string[]> {
  return JSON.parse(await runCommand(serversPython, ["-c", program, policy]));
}

async function policyFor(
  purpose: "read" | "write" | "rotate",
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const { instances } = await openDeployment({
    providers: [aws],
    host: nodeHost({ env: { SECRETS_PROVIDERS: "aws", ...variables } }),
  });
  const instance = await (await instances()).open("aws");
  return instance.policy(["database-url", "payments/stripe-key"], purpose) ?? "";
}

const deployments = {
  "names as they are": {},
  "a prefix": { SECRETS_AWS_PREFIX: "gaara-store/production/" },
  "a bundle": { SECRETS_AWS_BUNDLE: "fluxion/production" },
  "a key of its own": {
    SECRETS_AWS_REGION: "eu-west-1",
    SECRETS_AWS_KMS_KEY_ID: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
};

describe.each(Object.entries(deployments))("a policy for %s", (_, variables) => {
  test.each(["read", "write", "rotate"] as const)("to %s is one that AWS takes, whole", async (purpose) => {
    expect(await findings(await policyFor(purpose, variables))).toEqual([]);
  });
});

test("the linter finds what is wrong", async () => {
  const policy = await policyFor("read", {});
  expect(await findings(policy.replace("GetSecretValue", "GetSecretValues"))).toEqual([
    expect.stringContaining("UNKNOWN_ACTION"),
  ]);
});
