import { randomUUID } from "node:crypto";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
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
  };
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
