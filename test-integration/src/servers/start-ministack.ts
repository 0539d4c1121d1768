import { randomUUID } from "node:crypto";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { rootCredentials, testRegion, type AwsCredentials } from "./aws-credentials.ts";
import { answersOk, httpRequest } from "./http-request.ts";
import { serversPython } from "./installed-servers.ts";
import type { PolicyDocument } from "./policy-document.ts";
import type { ServerControls } from "./server-controls.ts";
import { startServerProcess } from "./server-process.ts";

/** A running ministack: AWS with its IAM enforced. */
export interface Ministack extends ServerControls {
  /** Where the SDK's `endpoint` points to. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** May do everything. */
  readonly rootCredentials: AwsCredentials;
  /** Forgets all that it holds, users included. */
  reset(): Promise<void>;
  /** Makes an IAM user who may do what the policy says, and nothing else. */
  createUser(policy: PolicyDocument): Promise<AwsCredentials>;
  /**
   * Makes an IAM role that every identity of the account may assume whom its own policy lets, and whose session may do
   * what the policy says.
   *
   * @returns the role's ARN
   */
  createRole(role: {
    readonly policy: PolicyDocument;
    readonly externalId?: string;
    /** @default one of its own */
    readonly name?: string;
  }): Promise<string>;
}

const accountId = "123456789012";

/** Starts ministack, empty. */
export async function startMinistack(): Promise<Ministack> {
  const { port, controls } = await startServerProcess({
    name: "ministack",
    command: ({ port }) => ({
      file: serversPython,
      args: ["-m", "ministack"],
      env: {
        AUTH: "true",
        BIND_HOST: "127.0.0.1",
        GATEWAY_PORT: String(port),
        MINISTACK_ACCOUNT_ID: accountId,
        AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      },
    }),
    isReady: async ({ port }) => await answersOk({ url: `http://127.0.0.1:${port}/_ministack/health` }),
  });
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    ...controls,
    endpoint,
    region: testRegion,
    accountId,
    rootCredentials,
    reset: async () => {
      const { status } = await httpRequest({ url: `${endpoint}/_ministack/reset`, method: "POST" });
      if (status !== 200) throw new Error(`ministack's reset answered ${status}.`);
    },
    createUser: async (policy) => await createUser(endpoint, policy),
    createRole: async (role) => await createRole(endpoint, role),
  };
}

async function createRole(
  endpoint: string,
  { policy, externalId, name: RoleName = `role-${randomUUID()}` }: Parameters<Ministack["createRole"]>[0],
): Promise<string> {
  const iam = new IAMClient({ endpoint, region: testRegion, credentials: rootCredentials });
  const trust = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "sts:AssumeRole",
    ...(externalId === undefined ? {} : { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  try {
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const PolicyDocument = JSON.stringify(policy);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "test", PolicyDocument }));
    if (Role?.Arn === undefined) throw new Error("ministack made no role.");
    return Role.Arn;
  } finally {
    iam.destroy();
  }
}

async function createUser(endpoint: string, policy: PolicyDocument): Promise<AwsCredentials> {
  const iam = new IAMClient({ endpoint, region: testRegion, credentials: rootCredentials });
  const UserName = `user-${randomUUID()}`;
  try {
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyDocument = JSON.stringify(policy);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "test", PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) {
      throw new Error("ministack made no access key.");
    }
    return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  } finally {
    iam.destroy();
  }
}
