import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CommandProject, commandProject } from "./moving/command-project.ts";
import { SecretShelf } from "./servers/github/github-state.ts";
import { type FakeGithub, startGithub } from "./servers/github/start-github.ts";
import { azureOptions } from "./servers/key-vault/azure-options.ts";
import { type KeyVault, startKeyVault } from "./servers/key-vault/start-key-vault.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// One of the first users has the same secrets in Vault, GitHub and Azure. The last two are stand-ins: where they deviate is
// said beside them.

/** In every secret, and in nothing that claviger says. */
const canary = "canary-5e1d";

let project: CommandProject;
beforeEach(async () => {
  project = await commandProject(canary);
});
afterEach(() => project.remove());

describe("the platform that has its secrets in Vault, GitHub and Azure", () => {
  const secrets = {
    SECRET_KEY: `${canary}-secret`,
    REFRESH_SECRET_KEY: `${canary}-refresh`,
    MONGO_URI: `mongodb+srv://imip:${canary}@cluster0.example.net/imip`,
    OPENAI_API_KEY: `sk-${canary}`,
  };
  const dotenv = `NODE_ENV=production\n${Object.entries(secrets)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("")}PORT=3000\n`;

  let bao: Vault;
  let hub: FakeGithub;
  let keyVault: KeyVault;
  let env: Record<string, string>;

  beforeAll(async () => {
    [bao, hub, keyVault] = await Promise.all([startVault(), startGithub(), startKeyVault()]);
    const officer = azureOptions(keyVault, keyVault.application("officer"));
    hub.state.tokens.set("github_pat_writer", { secrets: "write" });
    hub.state.repositories.set("imip/platform", {
      id: 1,
      shelf: new SecretShelf(100),
      environments: new Map(),
    });
    env = {
      SECRETS_PROVIDERS: "vault,env",
      VAULT_ADDR: bao.address,
      VAULT_TOKEN: bao.rootToken,
      VAULT_SECRET_PATH: "imip/production",
      SECRETS_GITHUB_URL: hub.address,
      GITHUB_TOKEN: "github_pat_writer",
      GITHUB_REPOSITORY: "imip/platform",
      AZURE_KEYVAULT_URL: officer.url,
      SECRETS_AZURE_CREDENTIAL: officer.credential,
      SECRETS_AZURE_TENANT_ID: officer.tenantId,
      SECRETS_AZURE_CLIENT_ID: officer.clientId,
      SECRETS_AZURE_CLIENT_SECRET: officer.clientSecret,
      SECRETS_AZURE_AUTHORITY: officer.authority,
      SECRETS_AZURE_CACERT: officer.cacert,
      SECRETS_AZURE_VERIFY_RESOURCE: "false",
    };
  }, 120_000);
  afterAll(() => Promise.all([bao.stop(), hub.stop(), keyVault.stop()]));

  beforeEach(() => project.write(".env", dotenv));

  async function application(variables: Readonly<Record<string, string>>): Promise<unknown> {
    const source = `
      import { secretsFromEnv } from "@claviger/core";
      await using secrets = await secretsFromEnv();
      console.log(JSON.stringify(await secrets.getMany(${JSON.stringify(Object.keys(secrets))})));`;
    await project.write("app.mjs", source);
    const { stdout } = await project.run(["app.mjs"], variables);
    return JSON.parse(stdout);
  }

  test("one bundle of Vault: written once, and read by references and by the path", async () => {
    const done = await project.call(["import", ".env", "--to", "vault", "--apply", "--rewrite"], env);
    expect(done).toMatchObject({ exitCode: 0, stderr: "" });
    const { body } = await bao.request("GET", "secret/data/imip/production");
    expect(body).toMatchObject({ data: { data: secrets, metadata: { version: 1 } } });
    expect(await project.read(".env")).toContain(
      "MONGO_URI=secret://vault/secret/imip/production?field=MONGO_URI\n",
    );
    expect(await application(env)).toEqual(secrets);
    expect(await application({ ...env, SECRETS_PROVIDERS: "env" })).toEqual(secrets);
  }, 60_000);

  test("one secret a name in Azure", async () => {
    const done = await project.call(["import", ".env", "--to", "azure", "--apply", "--rewrite"], env);
    expect(done).toMatchObject({ exitCode: 0, stderr: "" });
    expect(done.stdout).toContain("4 written, read back and the same.");
    expect(await project.read(".env")).toContain("SECRET_KEY=secret://azure/secret-key\n");
    expect(await application({ ...env, SECRETS_PROVIDERS: "env" })).toEqual(secrets);
    expect(await application({ ...env, SECRETS_PROVIDERS: "azure" })).toEqual(secrets);
  }, 60_000);

  test("GitHub, which never tells: unknown, and asked before it is written over", async () => {
    const first = await project.call(["import", ".env", "--to", "github", "--apply"], env);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain("4 written (unknown: write-only, it cannot be read back).");
    const second = await project.call(["import", ".env", "--to", "github", "--apply"], env);
    expect(second).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
    expect(second.stdout).toContain("4 to replace (unknown: github is write-only)");
    expect(
      await project.call(["import", ".env", "--to", "github", "--apply", "--rewrite"], env),
    ).toMatchObject({
      exitCode: 2,
    });
  }, 60_000);

  test("Azure and GitHub are compared by what is there, and one is copied into the other", async () => {
    const places = ["secret://azure/", "secret://github/", "--case", "upper-snake"];
    const compared = await project.call(["diff", ...places], env);
    expect(compared).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("4 unknown (write-only)"),
    });
    const copied = await project.call(["copy", ...places, "--apply", "--yes"], env);
    expect(copied.exitCode).toBe(0);
    expect(copied.stdout).toContain("4 written (unknown: write-only, it cannot be read back).");
  }, 60_000);

  test("Azure and Vault: a copy and a comparison across the two", async () => {
    const places = ["secret://azure/", "secret://vault/secret/imip/copy/"];
    const copied = await project.call(["copy", ...places, "--apply"], env);
    expect(copied).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await project.call(["diff", ...places], env)).toMatchObject({
      exitCode: 0,
      stdout: "4 the same.\n",
    });
    await bao.request("POST", "secret/data/imip/copy/secret-key", { body: { data: { value: "other" } } });
    const drifted = await project.call(["diff", ...places], env);
    expect(drifted.exitCode).toBe(1);
    expect(drifted.stdout).toMatch(/^ {2}differs {2}secret-key/m);
  }, 60_000);
});
