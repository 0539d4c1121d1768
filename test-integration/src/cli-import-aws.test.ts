import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Decrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clavigerFile, type CommandProject, commandProject } from "./moving/command-project.ts";
import type { PolicyDocument } from "./servers/policy-document.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";

// What one of the first users did by hand: seven secrets from .env to AWS, with AWS's permissions enforced.

/** In every secret, and in nothing that claviger says. */
const canary = "canary-5e1d";

let project: CommandProject;
beforeEach(async () => {
  project = await commandProject(canary);
});
afterEach(() => project.remove());

async function readByApplication(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout, exitCode } = await project.run(["app.mjs"], env);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

const reference = (name: string): string => `secret://aws/gaara-store/production/${name}`;

describe("the store that moves from .env to AWS", () => {
  const dotenv = `# gaara-store
ENVIRONMENT=production
AWS_REGION=us-east-1

LOG_LEVEL=INFO   # DEBUG in development
FEATURE_FLAGS=new-checkout,search-v2

SECRET_KEY="${canary}-secret#key"
JWT_SECRET_KEY='${canary}-jwt'
ENCRYPTION_KEY=${canary}-encryption== # 32 bytes
DATABASE_URL=postgresql://gaara:${canary}-db@db.internal:5432/gaara
REDIS_PASSWORD=${canary}-redis
MAIL_PASSWORD="${canary} mail \\$x"
SENTRY_DSN=https://${canary}@o1.ingest.sentry.io/42
`;
  const moved = {
    "secret-key": `${canary}-secret#key`,
    "jwt-secret": `${canary}-jwt`,
    "encryption-key": `${canary}-encryption==`,
    "database-url": `postgresql://gaara:${canary}-db@db.internal:5432/gaara`,
    "redis-password": `${canary}-redis`,
    "mail-password": `${canary} mail \\$x`,
    "sentry-dsn": `https://${canary}@o1.ingest.sentry.io/42`,
  };
  const config = {
    secrets: { "jwt-secret-key": { locations: { aws: "gaara-store/{environment}/jwt-secret" } } },
  };
  /** The application: asks for names as it always did, and writes what it got. */
  const application = `
    import { secretsFromEnv } from "@claviger/core";
    const names = ["secret-key", "jwt-secret-key", "encryption-key", "database-url", "redis-password", "mail-password", "sentry-dsn"];
    await using secrets = await secretsFromEnv();
    console.log(JSON.stringify(Object.values(await secrets.getMany(names))));`;

  let ministack: Ministack;

  beforeAll(async () => {
    ministack = await startMinistack();
  }, 60_000);
  afterAll(() => ministack.stop());

  beforeEach(async () => {
    await ministack.reset();
    await project.write(".env", dotenv);
    await project.write("claviger.config.json", JSON.stringify(config));
    await project.write("app.mjs", application);
  });

  /** May do with the secrets below the prefix what these actions are, and nothing else. */
  async function variables(actions: readonly string[]): Promise<Record<string, string>> {
    const policy: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: actions.map((action) => `secretsmanager:${action}`),
          Resource: "arn:aws:secretsmanager:*:*:secret:gaara-store/production/*",
        },
        { Effect: "Allow", Action: "secretsmanager:BatchGetSecretValue", Resource: "*" },
      ],
    };
    const { accessKeyId, secretAccessKey } = await ministack.createUser(policy);
    return {
      SECRETS_PROVIDERS: "aws,env",
      SECRETS_AWS_PREFIX: "gaara-store/{environment}/",
      SECRETS_AWS_CASE: "kebab",
      AWS_ENDPOINT_URL: ministack.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }
  const reading = ["GetSecretValue", "DescribeSecret"];
  const writing = [...reading, "CreateSecret", "PutSecretValue", "UpdateSecretVersionStage"];

  async function inAws(): Promise<Record<string, string | undefined>> {
    const { endpoint, region, rootCredentials: credentials } = ministack;
    const client = new SecretsManagerClient({ endpoint, region, credentials });
    const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
    const found: Record<string, string | undefined> = {};
    for (const { Name = "" } of SecretList) {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: Name }));
      found[Name.replace(/^gaara-store\/production\//, "")] = SecretString;
    }
    client.destroy();
    return found;
  }

  test("the whole way: planned, moved, verified, rewritten, read, and rolled back", async () => {
    const identity = await generateIdentity();
    await project.write("key.txt", `# created by a test\n${identity}\n`);
    const operator = { ...(await variables(writing)), SECRETS_AGE_IDENTITY: "key.txt" };
    const local = { SECRETS_PROVIDERS: "env" };
    const before = await readByApplication(local);
    expect(before).toEqual(Object.values(moved));

    const plan = await project.call(["import", ".env", "--to", "aws", "--rewrite"], operator);
    expect(plan).toMatchObject({ exitCode: 0, stderr: "" });
    for (const name of ["ENVIRONMENT", "AWS_REGION", "LOG_LEVEL", "FEATURE_FLAGS"])
      expect(plan.stdout).toMatch(new RegExp(`^ {2}stays +${name} `, "m"));
    expect(plan.stdout).toMatch(
      /^ {2}create +JWT_SECRET_KEY +secret:\/\/aws\/gaara-store\/production\/jwt-secret +in the manifest: jwt-secret-key$/m,
    );
    expect(plan.stdout).toContain("7 to create, 4 stay in the file. Nothing was written");
    expect(await inAws()).toEqual({});
    expect(await project.read(".env")).toBe(dotenv);

    const done = await project.call(["import", ".env", "--to", "aws", "--apply", "--rewrite"], operator);
    expect(done).toMatchObject({ exitCode: 0, stderr: "" });
    expect(done.stdout).toContain("7 written, read back and the same.");
    expect(await inAws()).toEqual(moved);
    expect(await project.read(".env")).toBe(`# gaara-store
ENVIRONMENT=production
AWS_REGION=us-east-1

LOG_LEVEL=INFO   # DEBUG in development
FEATURE_FLAGS=new-checkout,search-v2

SECRET_KEY=${reference("secret-key")}
JWT_SECRET_KEY=${reference("jwt-secret")}
ENCRYPTION_KEY=${reference("encryption-key")} # 32 bytes
DATABASE_URL=${reference("database-url")}
REDIS_PASSWORD=${reference("redis-password")}
MAIL_PASSWORD=${reference("mail-password")}
SENTRY_DSN=${reference("sentry-dsn")}
`);

    // The application may read, and no more; also without AWS in its chain, by the references alone.
    const application = await variables(reading);
    expect(await readByApplication(application)).toEqual(before);
    expect(await readByApplication({ ...application, SECRETS_PROVIDERS: "env" })).toEqual(before);
    const child = await project.run([clavigerFile, "run", "--", "printenv", "SENTRY_DSN"], application);
    expect(child.stdout).toBe(`${moved["sentry-dsn"]}\n`);

    // A value that turns out wrong is taken back in AWS, and the references stay.
    await project.write("new.env", `MAIL_PASSWORD=${canary}-new\n`);
    const changed = await project.call(["import", "new.env", "--to", "aws", "--apply", "--yes"], operator);
    expect(changed.stdout).toMatch(/update {2}MAIL_PASSWORD/);
    expect((await inAws())["mail-password"]).toBe(`${canary}-new`);
    const { accessKeyId, secretAccessKey } = ministack.rootCredentials;
    const root = { ...operator, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const back = await project.call(["rollback", reference("mail-password"), "previous", "--yes"], root);
    expect(back).toMatchObject({ exitCode: 0 });
    expect(await inAws()).toEqual(moved);

    const again = await project.call(["import", ".env", "--to", "aws", "--apply", "--rewrite"], operator);
    expect(again).toMatchObject({ exitCode: 0, stderr: "" });
    expect(again.stdout).toContain(".env holds the references already.");

    const files = await readdir(join(project.directory, ".claviger/backup"));
    const backup = files.find((name) => name.endsWith(".age")) ?? "";
    expect(done.stdout).toContain(`.claviger/backup/${backup} (encrypted with age)`);
    const sealed = await readFile(join(project.directory, ".claviger/backup", backup));
    expect(sealed.includes(canary)).toBe(false);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    await project.write(".env", await decrypter.decrypt(sealed, "text"));
    expect(await project.read(".env")).toBe(dotenv);
    expect(await readByApplication(local)).toEqual(before);
  }, 60_000);

  test("to recipients alone, whose key is elsewhere", async () => {
    const identity = await generateIdentity();
    const env = {
      ...(await variables(writing)),
      SECRETS_AGE_RECIPIENTS: await identityToRecipient(identity),
    };
    expect(await project.call(["import", ".env", "--to", "aws", "--apply", "--rewrite"], env)).toMatchObject({
      exitCode: 0,
    });
    const files = await readdir(join(project.directory, ".claviger/backup"));
    expect(files.filter((name) => name !== ".gitignore")).toEqual([expect.stringMatching(/\.age$/)]);
  });

  test("a thousand secrets, in less than 150 MB with AWS's SDK", async () => {
    const lines = Array.from(
      { length: 1000 },
      (_, index) => `TOKEN_${index}=${canary}-${index}-${"x".repeat(200)}\n`,
    );
    await project.write(".env", `AWS_REGION=us-east-1\n${lines.join("")}`);
    const measure = `process.on("exit", () =>
      process.getBuiltinModule("fs").writeFileSync("memory", String(process.resourceUsage().maxRSS)));`;
    await project.write("measure.mjs", measure);
    const env = { ...(await variables(writing)), NODE_OPTIONS: "--import=./measure.mjs" };
    const args = ["import", ".env", "--to", "aws", "--environment", "production", "--apply", "--rewrite"];
    const { exitCode, stdout } = await project.call(args, env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("1000 written, read back and the same.");
    // In kB.
    expect(Number(await project.read("memory")) / 1024).toBeLessThan(150);
  }, 120_000);

  test("an operator who may not write is told so, and the file is left", async () => {
    const env = await variables(reading);
    const outcome = await project.call(["import", ".env", "--to", "aws", "--apply", "--rewrite"], env);
    expect(outcome).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/0 of 7 are in aws, these are not/),
    });
    expect(await inAws()).toEqual({});
    expect(await project.read(".env")).toBe(dotenv);
  });

  test("a copy into another environment, and a comparison of the two", async () => {
    const env = { ...(await variables(writing)), AWS_ACCESS_KEY_ID: ministack.rootCredentials.accessKeyId };
    const all = { ...env, AWS_SECRET_ACCESS_KEY: ministack.rootCredentials.secretAccessKey };
    await project.call(["import", ".env", "--to", "aws", "--apply"], all);
    const places = ["secret://aws/gaara-store/production/", "secret://aws/gaara-store/staging/"];
    expect(await project.call(["diff", ...places], all)).toMatchObject({ exitCode: 1, stderr: "" });
    const copied = await project.call(["copy", ...places, "--apply"], all);
    expect(copied).toMatchObject({ exitCode: 0, stderr: "" });
    expect(copied.stdout).toContain("7 written, read back and the same.");
    expect(await project.call(["diff", ...places], all)).toMatchObject({
      exitCode: 0,
      stdout: "7 the same.\n",
    });
    const byName = ["--from-environment", "production", "--to-environment", "staging", "--store", "aws"];
    expect(await project.call(["diff", ...byName], all)).toMatchObject({
      exitCode: 0,
      stdout: "1 the same.\n",
    });
  }, 60_000);
});
