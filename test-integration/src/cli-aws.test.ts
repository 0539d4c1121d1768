import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";

// The command by itself, in a project that has installed nothing: the AWS provider and its SDK are those that are part of
// it, bundled. Each kind of credentials is in another file of the bundle, or in what the SDK loads late.

const canary = "canary-5b07";
const names = Array.from({ length: 45 }, (_, index) => `SECRET_${index}`);

let ministack: Ministack;
let root: string;
/** What hands out credentials in a container, and what it was asked. */
let container: Server;
let containerUrl: string;

beforeAll(async () => {
  ministack = await startMinistack();
  root = await mkdtemp(join(tmpdir(), "claviger-cli-aws-"));
  const packaged = resolve(import.meta.dirname, "../../packages/cli");
  for (const part of ["dist", "package.json"]) {
    await cp(join(packaged, part), join(root, "claviger", part), { recursive: true });
  }
  const { endpoint, region, rootCredentials: credentials } = ministack;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  for (const Name of names) {
    await client.send(new CreateSecretCommand({ Name, SecretString: `${canary} ${Name}` }));
  }
  client.destroy();
  container = createServer((_, response) => {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = ministack.rootCredentials;
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token: "", Expiration }));
  });
  await new Promise<void>((listening) => container.listen(0, "127.0.0.1", listening));
  const address = container.address();
  containerUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
}, 120_000);

afterAll(async () => {
  container.close();
  await ministack.stop();
  await rm(root, { recursive: true, force: true });
});

interface Call {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** By their paths below the home directory. */
  readonly files?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command in a home and project that hold nothing but these files. */
async function call({ args, env = {}, files = {} }: Call): Promise<Outcome> {
  const home = await mkdtemp(join(root, "home-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), content);
  }
  const child = spawn(process.execPath, [join(root, "claviger/dist/claviger.js"), ...args], {
    cwd: home,
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      SECRETS_PROVIDERS: "aws",
      AWS_REGION: ministack.region,
      AWS_ENDPOINT_URL: ministack.endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((end) => child.once("close", end));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, stdout, stderr };
}

/** As in ~/.aws/credentials. */
function keys(): string {
  const { accessKeyId, secretAccessKey } = ministack.rootCredentials;
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}

function variables(): Record<string, string> {
  const { accessKeyId, secretAccessKey } = ministack.rootCredentials;
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

function readerRole(): Promise<string> {
  const policy = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: "*" }],
  } as const;
  return ministack.createRole({ policy });
}

describe("without a provider in the project, a secret is read with credentials", () => {
  const kinds: readonly [string, () => Promise<Omit<Call, "args">>][] = [
    ["of variables", async () => ({ env: variables() })],
    ["of ~/.aws/credentials", async () => ({ files: { ".aws/credentials": `[default]\n${keys()}` } })],
    [
      "of a profile's process",
      async () => {
        const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = ministack.rootCredentials;
        const answer = JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey });
        const config = `[profile tool]\ncredential_process = sh -c "cat $HOME/answer.json"\n`;
        return { env: { AWS_PROFILE: "tool" }, files: { ".aws/config": config, "answer.json": answer } };
      },
    ],
    [
      "of a profile's role",
      async () => {
        const config = `[profile reader]\nrole_arn = ${await readerRole()}\nsource_profile = default\n`;
        const files = { ".aws/config": config, ".aws/credentials": `[default]\n${keys()}` };
        return { env: { AWS_PROFILE: "reader" }, files };
      },
    ],
    [
      "of a role that claviger assumes",
      async () => ({ env: { ...variables(), SECRETS_AWS_ROLE_ARN: await readerRole() } }),
    ],
    ["of a container", async () => ({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: containerUrl } })],
  ];

  test.each(kinds)("%s", async (_, settings) => {
    const outcome = await call({ args: ["get", "SECRET_0"], ...(await settings()) });
    expect(outcome).toEqual({ exitCode: 0, stdout: `${canary} SECRET_0`, stderr: "" });
  });

  test.each([
    ["none", {}, "no AWS credentials"],
    [
      "a single sign-on that has not been made",
      {
        env: { AWS_PROFILE: "sso" },
        files: {
          ".aws/config":
            "[profile sso]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n[sso-session s]\nsso_start_url = http://127.0.0.1:1/start\nsso_region = us-east-1\n",
        },
      },
      "run aws sso login",
    ],
  ])("%s is a failure that says what to do", async (_, settings, said) => {
    const { exitCode, stdout, stderr } = await call({ args: ["get", "SECRET_0"], ...settings });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(stderr).toContain(said);
  });
});

test("a command gets many, and none that is missing", async () => {
  const named = names.flatMap((name) => ["--env", name]);
  const run = await call({ args: ["run", "--pristine", ...named, "--", "env"], env: variables() });
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(run.stdout.trim().split("\n").toSorted()).toEqual(
    names.map((name) => `${name}=${canary} ${name}`).toSorted(),
  );
  const missing = await call({ args: ["run", ...named, "--env", "GONE", "--", "env"], env: variables() });
  expect(missing).toMatchObject({ exitCode: 125, stdout: "" });
  expect(missing.stderr).toMatch(/GONE/);
  expect(missing.stderr).not.toContain(canary);
});
