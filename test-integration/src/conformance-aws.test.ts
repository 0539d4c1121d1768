import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { nodeHost } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import {
  type ConformanceHarness,
  describeProvider,
  type LeakCanary,
  type SeedValue,
  startFaultProxy,
} from "@claviger/testing";
import { afterAll, vi } from "vitest";
import type { AwsCredentials } from "./servers/aws-credentials.ts";
import { startMinistack } from "./servers/start-ministack.ts";

/** The SDK takes credentials from the process. */
function signInAs({ accessKeyId, secretAccessKey }: AwsCredentials): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
}

afterAll(() => void vi.unstubAllEnvs());

async function harness(canary: LeakCanary): Promise<ConformanceHarness> {
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent/config");
  vi.stubEnv("AWS_PROFILE", undefined);
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  // The metadata service is an address outside of this machine.
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  const ministack = await startMinistack();
  const proxy = await startFaultProxy({ upstream: ministack.endpoint });
  const { endpoint, region, rootCredentials: credentials } = ministack;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  const allow = (...Action: readonly string[]) => {
    const Statement = [{ Effect: "Allow" as const, Action, Resource: "*" }];
    return ministack.createUser({ Version: "2012-10-17", Statement });
  };
  const [reader, denied] = [await allow("secretsmanager:*"), await allow("sts:GetCallerIdentity")];
  for (const { secretAccessKey } of [reader, denied]) canary.watch(secretAccessKey);
  const providerFor = (user: AwsCredentials) => {
    signInAs(user);
    return aws({ endpoint: proxy.address, stsEndpoint: ministack.endpoint, region });
  };
  return {
    host: nodeHost({ env: {}, environment: "test" }),
    provider: () => providerFor(reader),
    deniedProvider: () => providerFor(denied),
    wrongCredentials: () => providerFor({ ...reader, secretAccessKey: canary.value() }),
    seed: async (name, value) => {
      await client.send(new CreateSecretCommand({ Name: name, ...inputOf(value) }));
      return name;
    },
    newVersion: async (path, value) => {
      await client.send(new PutSecretValueCommand({ SecretId: path, ...inputOf(value) }));
    },
    remove: async (path) => {
      await client.send(new DeleteSecretCommand({ SecretId: path, RecoveryWindowInDays: 7 }));
      return "deleted";
    },
    server: proxy,
    // A page has a hundred.
    manyNames: 120,
    close: async () => {
      client.destroy();
      await proxy.close();
      await ministack.stop();
    },
  };
}

function inputOf(
  value: SeedValue,
): { readonly SecretString: string } | { readonly SecretBinary: Uint8Array } {
  if (value instanceof Uint8Array) return { SecretBinary: value };
  return { SecretString: typeof value === "string" ? value : JSON.stringify(value) };
}

describeProvider("aws on ministack", harness, {
  capabilities: {
    // ministack takes an empty text; AWS's API is documented to want one character at least.
    emptyValues: true,
    nulCharacters: true,
    segmentedPaths: "AWS has names such as /prod/key",
    fields: true,
    binary: true,
    versions: true,
    stages: true,
    removal: true,
    denial: true,
    authentication: true,
    faults: true,
    checks: true,
    policies: true,
    batches: true,
    probing: true,
    listing: true,
    history: true,
    writing: true,
    conditionalWrites: true,
    patching: true,
    deleting: true,
    restoring: true,
    staging: true,
    watching: "AWS tells of changes by EventBridge and CloudTrail only",
    leases: "Secrets Manager makes no dynamic credentials",
  },
});
