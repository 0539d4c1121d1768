import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeGithub, startGithub } from "./servers/github/start-github.ts";
import { type KeyVault, startKeyVault } from "./servers/key-vault/start-key-vault.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// Every TypeScript snippet and every `claviger` line of the documentation is compiled and run, on real servers.

const root = resolve(import.meta.dirname, "../..");
const documents = [
  "README.md",
  "docs/configuration.md",
  ...[
    "core",
    "provider-env",
    "provider-file",
    "provider-age",
    "provider-vault",
    "provider-aws",
    "provider-azure",
    "provider-github",
    "telemetry",
  ].map((name) => `packages/${name}/README.md`),
];

let vault: Vault;
let ministack: Ministack;
let fakeGithub: FakeGithub;
let keyVault: KeyVault;
let folder: string;
let variables: Record<string, string>;

beforeAll(async () => {
  [vault, ministack, fakeGithub, keyVault] = await Promise.all([
    startVault(),
    startMinistack(),
    startGithub(),
    startKeyVault(),
  ]);
  fakeGithub.state.tokens.set("github_pat_writer", { secrets: "write" });
  const { endpoint, region, rootCredentials } = ministack;
  const { clientId, clientSecret } = keyVault.application("user");
  keyVault.state.set("MONGO-URI", "mongodb://azure");
  variables = {
    PATH: process.env["PATH"] ?? "",
    VAULT_ADDR: vault.address,
    VAULT_TOKEN: vault.rootToken,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    GITHUB_API_URL: fakeGithub.address,
    GITHUB_TOKEN: "github_pat_writer",
    AZURE_KEYVAULT_URL: keyVault.address,
    AZURE_TENANT_ID: keyVault.entra.tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: clientSecret,
    AZURE_AUTHORITY_HOST: keyVault.entra.address,
    SECRETS_AZURE_CACERT: keyVault.authority.file,
    // The stand-in asks for a token of Azure's resource, as Azure does, and is at another host.
    SECRETS_AZURE_VERIFY_RESOURCE: "false",
    SECRETS_PROVIDERS: "vault,aws,env",
    SECRETS_ENVIRONMENT: "production",
    DATABASE_URL: "postgres://environment",
  };
  await putVault("database-url", { value: "postgres://vault" });
  for (const token of ["one", "two", "three"]) await putVault("app", { TOKEN: token });
  await putVault("imip/production", { MONGO_URI: "mongodb://vault" });
  await putVault("afirgen/production/secrets", { MYSQL_PASSWORD: "pw" });
  await createAws(region, {
    SECRET_KEY: "aws",
    MONGO_URI: "aws",
    "fluxion/production": '{"SENDGRID_API_KEY":"SG.x"}',
  });
  await createAws("eu-west-1", { "gaara-store/production/database-url": "postgres://aws" });
  await ministack.createRole({
    name: "secrets-reader",
    externalId: "tenant-4711",
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" }],
    },
  });
  folder = await mkdtemp(join(tmpdir(), "claviger-documentation-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "server.js"), 'console.log(`DATABASE_URL=${process.env["DATABASE_URL"]}`);\n');
  await mkdir(join(folder, "node_modules/@types"), { recursive: true });
  await symlink(
    join(root, "test-integration/node_modules/@claviger"),
    join(folder, "node_modules/@claviger"),
  );
  await symlink(
    join(root, "packages/telemetry/node_modules/@opentelemetry"),
    join(folder, "node_modules/@opentelemetry"),
  );
  await symlink(join(root, "node_modules/@types/node"), join(folder, "node_modules/@types/node"));
}, 120_000);

afterAll(async () => {
  await Promise.all([vault.stop(), ministack.stop(), fakeGithub.stop(), keyVault.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function putVault(path: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await vault.request("POST", `secret/data/${path}`, { body: { data } });
  expect(status).toBe(200);
}

async function createAws(region: string, secrets: Readonly<Record<string, string>>): Promise<void> {
  const { endpoint, rootCredentials: credentials } = ministack;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  for (const [Name, SecretString] of Object.entries(secrets)) {
    await client.send(new CreateSecretCommand({ Name, SecretString }));
  }
  client.destroy();
}

async function blocks(document: string, language: string): Promise<string[]> {
  const source = await readFile(join(root, document), "utf8");
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...source.matchAll(fence)].map(([, code]) => code ?? "");
}

/** The modules of a document: a snippet that imports nothing goes on where the one before it ended. */
async function modules(document: string): Promise<string[]> {
  const all: string[] = [];
  for (const block of await blocks(document, "ts")) {
    if (block.includes("import ") || all.length === 0) all.push(block);
    else all.push(`${all.pop() ?? ""}\n${block}`);
  }
  return all;
}

async function run(
  file: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(file, args, { cwd: folder, env: variables, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

describe.each(documents)("%s", (document) => {
  test("has snippets that compile", async () => {
    const sources = await modules(document);
    expect(sources).not.toEqual([]);
    const name = document.replaceAll(/\W/g, "-");
    const files = sources.map((source, index) => ({ file: `${name}-${index}.ts`, source }));
    for (const { file, source } of files) await writeFile(join(folder, file), source);
    const settings = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--types",
      "node",
    ];
    const lib = ["--lib", "es2023,esnext.disposable"];
    const compiler = join(root, "node_modules/.bin/tsc");
    const { code, out } = await run(compiler, [...settings, ...lib, ...files.map(({ file }) => file)]);
    expect({ code, out }).toEqual({ code: 0, out: "" });
  });

  test("has snippets that run", async () => {
    const name = document.replaceAll(/\W/g, "-");
    const files = (await readdir(folder)).filter((file) => file.startsWith(`${name}-`));
    expect(files).not.toEqual([]);
    for (const file of files) {
      const { code, err } = await run(process.execPath, [file]);
      expect({ file, code, err }).toEqual({ file, code: 0, err: "" });
    }
  });
});

describe("the command lines of README.md", () => {
  test("run", async () => {
    const lines = (await blocks("README.md", "sh")).flatMap((block) => block.split("\n"));
    const commands = lines.filter((line) => line.startsWith("claviger "));
    expect(commands).toHaveLength(3);
    const outputs: string[] = [];
    for (const command of commands) {
      const [, ...args] = command.replace(/\s+#.*$/, "").split(" ");
      const cli = join(folder, "node_modules/@claviger/cli/dist/claviger.js");
      const { code, out, err } = await run(process.execPath, [cli, ...args]);
      expect({ command, code, err }).toEqual({ command, code: 0, err: "" });
      outputs.push(out);
    }
    expect(outputs[0]).toBe("DATABASE_URL=postgres://vault\n");
    expect(outputs[1]).toContain("vault");
    expect(outputs[1]).not.toContain("postgres://");
    expect(outputs[2]).toContain("secretsmanager:GetSecretValue");
  });
});
