import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// The command as it is published, on real servers; the providers are those of the project.

const root = resolve(import.meta.dirname, "../..");
const claviger = join(root, "packages/cli/dist/claviger.js");
/** In every value, and in nothing that claviger says beside it. */
const canary = "canary-9c21";
const pem = `-----BEGIN KEY-----\n${canary}\n-----END KEY-----\n`;

let bao: Vault;
let ministack: Ministack;
let directory: string;

beforeAll(async () => {
  [bao, ministack] = await Promise.all([startVault(), startMinistack()]);
  directory = await mkdtemp(join(tmpdir(), "claviger-cli-"));
  await symlink(join(root, "test-integration/node_modules"), join(directory, "node_modules"));
  const reference = "FROM_REFERENCE=secret://vault/secret/app/bundle?field=TOKEN\n";
  await writeFile(join(directory, ".env"), `MAIL_PASSWORD=env ${canary}\n${reference}`);
  await putVault("app/database-url", { value: `vault ${canary}` });
  await putVault("app/bundle", { TOKEN: `token ${canary}`, PORT: 5432 });
  await createAws({ Name: "app/api-key", SecretString: `aws ${canary}` });
  await createAws({ Name: "app/pem", SecretString: pem });
  await createAws({ Name: "app/binary", SecretBinary: Uint8Array.of(0, 255, 10) });
  await createAws({ Name: "app/nul", SecretString: `${canary}\0${canary}` });
}, 120_000);

afterAll(async () => {
  await Promise.all([bao.stop(), ministack.stop()]);
  await rm(directory, { recursive: true, force: true });
});

async function putVault(path: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await bao.request("POST", `secret/data/${path}`, { body: { data } });
  expect(status).toBe(200);
}

async function createAws(input: ConstructorParameters<typeof CreateSecretCommand>[0]): Promise<void> {
  const { endpoint, region, rootCredentials: credentials } = ministack;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  await client.send(new CreateSecretCommand(input));
  client.destroy();
}

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Calls the command in the project, configured by variables alone. */
function call(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = {
    PATH: process.env["PATH"],
    HOME: directory,
    SECRETS_PROVIDERS: "vault,aws,env",
    VAULT_ADDR: bao.address,
    VAULT_TOKEN: bao.rootToken,
    SECRETS_VAULT_PREFIX: "app",
    SECRETS_AWS_PREFIX: "app/",
    AWS_REGION: ministack.region,
    AWS_ENDPOINT_URL: ministack.endpoint,
    AWS_ACCESS_KEY_ID: ministack.rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ministack.rootCredentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    ...variables,
  };
  const child = spawn(process.execPath, [claviger, ...args], { cwd: directory, env, stdio: "pipe" });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (exitCode) => {
      done({ exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

describe("claviger run", () => {
  test("gives a command secrets of every store, by name, by reference and as a bundle", async () => {
    const ref = "secret://vault/secret/app/database-url?field=value";
    const named = [
      "--env",
      `DB=${ref}`,
      "--env",
      "KEY=api-key",
      "--env",
      "MAIL_PASSWORD",
      "--env",
      "PEM=pem",
    ];
    const args = ["run", "--pristine", ...named, "--bundle", "secret://vault/secret/app/bundle", "--"];
    const { stdout, stderr, exitCode } = await call([...args, "env", "-0"]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout.toString().split("\0").filter(Boolean).toSorted()).toEqual([
      `DB=vault ${canary}`,
      `FROM_REFERENCE=token ${canary}`,
      `KEY=aws ${canary}`,
      `MAIL_PASSWORD=env ${canary}`,
      `PEM=${pem}`,
      "PORT=5432",
      `TOKEN=token ${canary}`,
    ]);
  });

  test("does not start it when a store fails or a value cannot be a variable, and lists all of that", async () => {
    const named = ["--env", "A=api-key", "--env", "NUL=secret://aws/app/nul"];
    const refused = await call(["run", ...named, "--", "echo", "started"]);
    expect(refused).toMatchObject({ exitCode: 125, stdout: Buffer.alloc(0) });
    expect(refused.stderr).toMatch(/NUL: the value holds a NUL/);
    const failing = [
      "--env",
      "A=no-such-key",
      "--env",
      "B=secret://aws/app/binary",
      "--env",
      "C=secret://aws/app/gone",
    ];
    const listed = await call(["run", ...failing, "--", "echo", "started"]);
    expect(listed).toMatchObject({ exitCode: 125, stdout: Buffer.alloc(0) });
    expect(listed.stderr).toMatch(/A \(.*not_found[\s\S]*B \(.*decode[\s\S]*C \(.*not_found/);
    const denied = await call(["run", "--env", "A=api-key", "--", "echo", "started"], {
      VAULT_TOKEN: "wrong",
    });
    expect(denied).toMatchObject({ exitCode: 125, stdout: Buffer.alloc(0) });
    expect(refused.stderr + listed.stderr + denied.stderr).not.toContain(canary);
  });
});

describe("claviger get", () => {
  test.each([
    ["database-url", Buffer.from(`vault ${canary}`)],
    ["api-key", Buffer.from(`aws ${canary}`)],
    ["secret://vault/secret/app/bundle#PORT", Buffer.from("5432")],
    ["pem", Buffer.from(pem)],
    ["secret://aws/app/binary", Buffer.from([0, 255, 10])],
  ])("writes %s as it is stored", async (name, stdout) => {
    expect(await call(["get", name])).toEqual({ stdout, stderr: "", exitCode: 0 });
  });

  test("reads an earlier version", async () => {
    await putVault("app/rotated", { value: "first" });
    await putVault("app/rotated", { value: "second" });
    const { stdout } = await call([
      "get",
      "secret://vault/secret/app/rotated",
      "--field",
      "value",
      "--version",
      "1",
    ]);
    expect(stdout.toString()).toBe("first");
  });

  test("says by its exit code why there is none", async () => {
    expect(await call(["get", "no-such-name"])).toMatchObject({ exitCode: 3 });
    expect(await call(["get", "api-key"], { VAULT_TOKEN: "wrong" })).toMatchObject({ exitCode: 4 });
    expect(await call(["get", "api-key"], { VAULT_ADDR: "http://127.0.0.1:1" })).toMatchObject({
      exitCode: 5,
    });
    expect(await call(["get", "api-key"], { SECRETS_VAULT_MOUNT: "nowhere" })).toMatchObject({ exitCode: 6 });
  });

  test("steps past an outage only as SECRETS_FALLBACK allows, and says so", async () => {
    const outage = { VAULT_ADDR: "http://127.0.0.1:1", SECRETS_FALLBACK: "unavailable" };
    const { stdout, stderr, exitCode } = await call(["get", "api-key"], outage);
    expect({ stdout: stdout.toString(), exitCode }).toEqual({ stdout: `aws ${canary}`, exitCode: 0 });
    expect(stderr).toMatch(/^claviger: warning: .*vault/);
    expect(stderr).not.toContain(canary);
  });
});

test("claviger explain shows each store's answer", async () => {
  const { stdout, exitCode } = await call(["explain", "api-key"]);
  expect(exitCode).toBe(0);
  expect(stdout.toString()).toMatch(
    /├─ vault +absent .*\n├─ \* aws +found .*app\/api-key.*\n└─ env +not asked\n/,
  );
  expect(stdout.toString()).not.toContain(canary);
});
