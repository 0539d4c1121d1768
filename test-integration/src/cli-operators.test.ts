import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AwsCredentials } from "./servers/aws-credentials.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// What operators do with the command before and after a deployment, on real servers with identities that may little.

const root = resolve(import.meta.dirname, "../..");
const claviger = join(root, "packages/cli/dist/claviger.js");
const canary = "canary-71b4";
const manifest = {
  "database-url": { from: ["vault"], rotationDays: 30 },
  "api-key": { from: ["aws"] },
  // Of what it may not see AWS says that it is denied, and not that it is missing: an optional secret is better kept elsewhere.
  "sentry-dsn": { from: ["vault"], required: false },
};

let bao: Vault;
let ministack: Ministack;
let directory: string;
let variables: Record<string, string>;

beforeAll(async () => {
  [bao, ministack] = await Promise.all([startVault(), startMinistack()]);
  directory = await mkdtemp(join(tmpdir(), "claviger-operators-"));
  await symlink(join(root, "test-integration/node_modules"), join(directory, "node_modules"));
  await writeFile(join(directory, "claviger.config.json"), JSON.stringify({ secrets: manifest }));
  await putVault("app/database-url", { value: `postgres://${canary}` });
  await putVault("app/git/git.example", { username: "bob", password: canary });
  const { endpoint, region, rootCredentials: credentials } = ministack;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  await client.send(new CreateSecretCommand({ Name: "app/api-key", SecretString: canary }));
  client.destroy();
}, 120_000);

afterAll(async () => {
  await Promise.all([bao.stop(), ministack.stop()]);
  await rm(directory, { recursive: true, force: true });
});

async function putVault(path: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await bao.request("POST", `secret/data/${path}`, { body: { data } });
  expect(status).toBe(200);
}

function signedInAs({ accessKeyId, secretAccessKey }: AwsCredentials): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

beforeEach(() => {
  variables = {
    PATH: process.env["PATH"] ?? "",
    HOME: directory,
    SECRETS_PROVIDERS: "vault,aws,env",
    SECRETS_ENVIRONMENT: "production",
    VAULT_ADDR: bao.address,
    VAULT_TOKEN: bao.rootToken,
    SECRETS_VAULT_PREFIX: "secret/app",
    SECRETS_AWS_PREFIX: "app/",
    AWS_REGION: ministack.region,
    AWS_ENDPOINT_URL: ministack.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    ...signedInAs(ministack.rootCredentials),
  };
});

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function call(args: readonly string[], input = ""): Promise<Outcome> {
  const child = spawn(process.execPath, [claviger, ...args], {
    cwd: directory,
    env: variables,
    stdio: "pipe",
  });
  child.stdin.on("error", () => {}).end(input);
  const written = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.stderr += text));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (exitCode) => done({ exitCode, ...written }));
  });
}

interface Finding {
  readonly area: string;
  readonly subject: string;
  readonly status: string;
  readonly message: string;
  readonly fix?: string;
}

async function examined(): Promise<{
  readonly exitCode: number | null;
  readonly findings: readonly Finding[];
}> {
  const { stdout, exitCode } = await call(["doctor", "--json"]);
  expect(stdout).not.toContain(canary);
  const { findings }: { readonly findings: readonly Finding[] } = JSON.parse(stdout);
  for (const { status, fix } of findings.filter((one) => ["error", "warning"].includes(one.status)))
    expect({ status, fix }).toEqual({ status, fix: expect.stringMatching(/\S/) });
  return { exitCode, findings };
}

describe("doctor", () => {
  test("finds nothing to mend where everything is there, with the least privilege that policy writes", async () => {
    const iam = await call(["policy", "aws"]);
    const hcl = await call(["policy", "vault"]);
    expect([iam.exitCode, hcl.exitCode]).toEqual([0, 0]);
    Object.assign(variables, signedInAs(await ministack.createUser(JSON.parse(iam.stdout))), {
      VAULT_TOKEN: await bao.createToken({ policy: hcl.stdout }),
    });
    const { exitCode, findings } = await examined();
    expect(findings.filter(({ status }) => status === "error")).toEqual([]);
    expect(exitCode).toBe(0);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ area: "secrets", subject: "database-url", status: "ok" }),
        expect.objectContaining({ area: "secrets", subject: "api-key", status: "ok" }),
        expect.objectContaining({ area: "rotation", subject: "database-url", status: "skipped" }),
        expect.objectContaining({ area: "aws", subject: "clock", status: "ok" }),
      ]),
    );
  });

  test("knows how old a secret is where it may see that", async () => {
    const { findings } = await examined();
    expect(findings).toContainEqual(
      expect.objectContaining({ area: "rotation", subject: "database-url", status: "ok" }),
    );
  });

  test("tells a refused token, a denied secret and a missing one apart", async () => {
    const nothing = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny" as const, Action: "*", Resource: "*" }],
    };
    Object.assign(variables, signedInAs(await ministack.createUser(nothing as never)));
    const denied = await examined();
    expect(denied.exitCode).toBe(6);
    expect(denied.findings).toContainEqual(
      expect.objectContaining({
        area: "secrets",
        subject: "api-key",
        status: "error",
        message: expect.stringContaining("(denied)"),
      }),
    );
    variables["VAULT_TOKEN"] = "s.wrong";
    const refused = await examined();
    expect(refused.findings).toContainEqual(
      expect.objectContaining({
        area: "secrets",
        subject: "database-url",
        message: expect.stringContaining("(auth_failed)"),
      }),
    );
    Object.assign(variables, signedInAs(ministack.rootCredentials), { SECRETS_AWS_PREFIX: "other/" });
    const missing = await examined();
    expect(missing.findings).toContainEqual(
      expect.objectContaining({
        area: "secrets",
        subject: "api-key",
        status: "error",
        message: expect.stringContaining("aws other/api-key"),
      }),
    );
  });

  test("says that a store is down, and warns of a fallback in production", async () => {
    Object.assign(variables, { VAULT_ADDR: "http://127.0.0.1:9", SECRETS_FALLBACK: "any" });
    const { exitCode, findings } = await examined();
    expect(exitCode).toBe(6);
    expect(findings).toContainEqual(
      expect.objectContaining({
        area: "vault",
        status: "error",
        message: expect.stringContaining("(unavailable)"),
      }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ subject: "fallback", status: "error" }));
  });
});

describe("export", () => {
  test("writes the values of both stores, and nothing where one fails", async () => {
    const { stdout, exitCode } = await call(["export", "--format", "json"]);
    expect([JSON.parse(stdout), exitCode]).toEqual([
      { DATABASE_URL: `postgres://${canary}`, API_KEY: canary },
      0,
    ]);
    variables["VAULT_TOKEN"] = "s.wrong";
    const refused = await call(["export", "--format", "json"]);
    expect(refused).toMatchObject({ exitCode: 4, stdout: "" });
    expect(refused.stderr).toContain("auth_failed");
  });

  test("says where secrets are, without a store", async () => {
    Object.assign(variables, { VAULT_ADDR: "http://127.0.0.1:9", AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    const { stdout, exitCode } = await call(["export", "--format", "terraform"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('mount = "secret"\n  name  = "app/database-url"');
    expect(stdout).toContain('secret_id = "app/api-key"');
  });
});

describe("credential-helper", () => {
  test("answers git from Vault, and fails where Vault does", async () => {
    const asked = "protocol=https\nhost=git.example\n\n";
    expect(await call(["credential-helper", "git", "get"], asked)).toMatchObject({
      exitCode: 0,
      stdout: `username=bob\npassword=${canary}\n`,
    });
    variables["VAULT_TOKEN"] = "s.wrong";
    const failed = await call(["credential-helper", "git", "get"], asked);
    expect(failed).toMatchObject({ exitCode: 4, stdout: "" });
  });
});

describe("run", () => {
  test("gives secrets of both stores as files, which are gone at its end", async () => {
    const script = 'cat "$DATABASE_URL" "$API_KEY"; echo " $DATABASE_URL"';
    const { stdout } = await call([
      "run",
      "--as-file",
      "DATABASE_URL",
      "--as-file",
      "API_KEY",
      "--",
      "sh",
      "-c",
      script,
    ]);
    const [values, path = ""] = stdout.trim().split(" ");
    expect(values).toBe(`postgres://${canary}${canary}`);
    expect(await call(["run", "--", "test", "-e", path])).toMatchObject({ exitCode: 1 });
  });

  test("--watch starts a command anew when a secret has changed in Vault", async () => {
    await putVault("app/watched", { value: "first" });
    variables["SECRETS_CACHE_TTL"] = "1";
    const script = 'echo "$WATCHED"; trap "exit 0" TERM; while :; do sleep 0.1; done';
    const args = [
      "run",
      "--watch",
      "--only",
      "NOTHING",
      "--env",
      "WATCHED=watched",
      "--",
      "sh",
      "-c",
      script,
    ];
    const child = spawn(process.execPath, [claviger, ...args], {
      cwd: directory,
      env: variables,
      stdio: "pipe",
    });
    let written = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (written += text));
    const ended = new Promise((done) => child.once("close", done));
    await expect.poll(() => written, { timeout: 10_000 }).toBe("first\n");
    await putVault("app/watched", { value: "second" });
    await expect.poll(() => written, { timeout: 10_000 }).toBe("first\nsecond\n");
    child.kill("SIGTERM");
    await ended;
    expect(written).toBe("first\nsecond\n");
  });
});
