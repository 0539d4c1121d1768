import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "./servers/free-port.ts";
import { startKeyVault } from "./servers/key-vault/start-key-vault.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { type Moto, startMoto } from "./servers/start-moto.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// What the first users do today, each as their own application would: a process of its own, configured by variables.
// Values differ in length, and the applications print lengths alone.

const examples = resolve(import.meta.dirname, "../../examples");
const bundle = {
  SENDGRID_API_KEY: "SG.".padEnd(69, "k"),
  JWT_SECRET_KEY: "j".repeat(64),
  SQL_SERVER_PASSWORD: "p".repeat(21),
  SENTRY_DSN: "d".repeat(40),
};

const platformValues = ["SECRET_KEY", "REFRESH_SECRET_KEY", "MONGO_URI", "OPENAI_API_KEY"].map(
  (name, index) => [name, "x".repeat(41 + index)] as const,
);

let vault: Vault;
let clouds: Readonly<Record<"ministack" | "moto", Ministack | Moto>>;
let folder: string;

beforeAll(async () => {
  const [bao, ministack, moto] = await Promise.all([startVault(), startMinistack(), startMoto()]);
  vault = bao;
  clouds = { ministack, moto };
  for (const cloud of [ministack, moto]) {
    await create(cloud, {
      "gaara-store/production/database-url": "u".repeat(31),
      "gaara-store/production/jwt-secret": "j".repeat(32),
      "fluxion/production": JSON.stringify(bundle),
      "fluxion/broken": "SENDGRID_API_KEY=not json",
      "imip/production": JSON.stringify({
        SECRET_KEY: "s".repeat(11),
        REFRESH_SECRET_KEY: "r".repeat(12),
        MONGO_URI: "m".repeat(13),
        OPENAI_API_KEY: "o".repeat(14),
      }),
      MYSQL_PASSWORD: "q".repeat(15),
      "afirgen/production/secrets": JSON.stringify({
        MYSQL_PASSWORD: "q".repeat(15),
        FIR_AUTH_KEY: "f".repeat(16),
      }),
    });
  }
  await vault.request("POST", "secret/data/imip/production", {
    body: {
      data: {
        SECRET_KEY: "s".repeat(21),
        REFRESH_SECRET_KEY: "r".repeat(22),
        MONGO_URI: "m".repeat(23),
        OPENAI_API_KEY: "o".repeat(24),
      },
    },
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([vault.stop(), clouds.ministack.stop(), clouds.moto.stop()]);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "claviger-example-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function create(cloud: Ministack | Moto, secrets: Readonly<Record<string, string>>): Promise<void> {
  const { endpoint, region, rootCredentials: credentials } = cloud;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  for (const [Name, SecretString] of Object.entries(secrets)) {
    await client.send(new CreateSecretCommand({ Name, SecretString }));
  }
  client.destroy();
}

/** What a deployment on a cloud has in its environment besides its own settings. */
function on(cloud: Ministack | Moto): Record<string, string> {
  return {
    AWS_REGION: cloud.region,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: cloud.rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.rootCredentials.secretAccessKey,
  };
}

/** Runs an example in a folder of its own: its code and packages, and this `.env`. */
async function run(
  example: string,
  variables: Readonly<Record<string, string>>,
  dotenv = "",
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const source = join(examples, example);
  await cp(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  await symlink(join(source, "node_modules"), join(folder, "node_modules"), "dir");
  if (dotenv !== "") await writeFile(join(folder, ".env"), dotenv);
  const child = spawn(process.execPath, ["main.ts"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/nonexistent/config",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

describe.each(["ministack", "moto"] as const)("on %s", (name) => {
  test("the store reads one secret per name, by its own names (users A and B)", async () => {
    const { code, out, err } = await run("store", {
      ...on(clouds[name]),
      ENVIRONMENT: "production",
      SECRETS_PROVIDERS: "aws",
      SECRETS_AWS_PREFIX: "gaara-store/{environment}/",
      SECRET_CACHE_TTL: "120",
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n")).toEqual([
      "database-url: 31 characters",
      "database-url again: 31 characters",
      "jwt-secret-key: 32 characters",
      "feature-x-key: 3 characters",
      "no-such-secret: nobody has it",
      "database-url refreshed: 31 characters",
      '{"names":["database-url","jwt-secret-key"],"ttl":120,"environment":"production","hits":1,"calls":[["aws",5]]}',
      "after clearing: 0 names",
      "",
    ]);
  });

  test("the mail back end reads one JSON secret (user C)", async () => {
    const { code, out } = await run("mail-backend", {
      ...on(clouds[name]),
      AWS_SECRET_NAME: "fluxion/production",
    });
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "SENDGRID_API_KEY: 69 characters",
      "SQL_SERVER_PASSWORD: 21 characters",
      "refreshed: 69 characters",
      "fluxion/production: SENDGRID_API_KEY, JWT_SECRET_KEY, SQL_SERVER_PASSWORD, SENTRY_DSN",
      "JWT_SECRET_KEY: 64 characters",
      "absent: the default",
      "",
    ]);
  });

  test("a secret of the mail back end that is no JSON is named, and not quoted", async () => {
    const { code, err } = await run("mail-backend", {
      ...on(clouds[name]),
      AWS_SECRET_NAME: "fluxion/broken",
    });
    expect(code).toBe(1);
    expect(err).toContain("fluxion/broken");
    expect(err).toContain("is not a JSON object (decode)");
    expect(err).not.toContain("not json");
  });

  test("the web platform loads its map from the secret that SECRET_NAME names (user D)", async () => {
    const { out } = await run("web-platform", {
      ...on(clouds[name]),
      SECRETS_PROVIDERS: "aws",
      SECRET_NAME: "imip/production",
    });
    expect(out.match(/\d+/g)).toEqual(["11", "12", "13", "14"]);
  });

  test("the pipeline reads AWS, then the environment (user E)", async () => {
    const { code, out } = await run("report-pipeline", {
      ...on(clouds[name]),
      USE_AWS_SECRETS: "true",
      GOOGLE_MAPS_KEY: "from the environment",
    });
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "SecretAccess MYSQL_PASSWORD from AWS",
      "MYSQL_PASSWORD: 15 characters",
      "SecretAccess MYSQL_PASSWORD from AWS (cached)",
      "SecretAccess GOOGLE_MAPS_KEY from environment",
      "not required: from the environment",
      "default: small",
      "SecretAccess afirgen/production/secrets from AWS",
      "bundle: MYSQL_PASSWORD 15, FIR_AUTH_KEY 16",
      "SecretAccess MYSQL_PASSWORD from AWS",
      "rotated: 15 characters, connections restarted",
      "",
    ]);
  });
});

describe("without a cloud", () => {
  test("the store reads .env, and needs no credentials (user A)", async () => {
    const dotenv = "DATABASE_URL=sqlite:dev.db\nJWT_SECRET_KEY=dev\nLOG_LEVEL=debug\n";
    const { code, out, err } = await run("store", { ENVIRONMENT: "development" }, dotenv);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("database-url: 13 characters");
    expect(out).toContain("jwt-secret-key: 3 characters");
    expect(out).toContain('"calls":[["env"');
  });

  test("the mail back end works when AWS is down, and says so (user C)", async () => {
    const { out, err } = await run(
      "mail-backend",
      {
        AWS_SECRET_NAME: "fluxion/production",
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_ENDPOINT_URL: `http://127.0.0.1:${await freePort()}`,
      },
      "SENDGRID_API_KEY=local-key\nMSSQL_SA_PASSWORD=local\n",
    );
    expect(out).toContain("SENDGRID_API_KEY: 9 characters\nSQL_SERVER_PASSWORD: 5 characters\n");
    expect(err).toContain("CLAVIGER_FALLBACK");
    expect(out).toContain("unavailable: ");
  });

  test("the mail back end with an empty AWS_SECRET_NAME is local (user C)", async () => {
    const { code, out, err } = await run("mail-backend", {
      AWS_SECRET_NAME: "",
      SENDGRID_API_KEY: "local-key",
      MSSQL_SA_PASSWORD: "local",
    });
    expect({ code, out, err }).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("refreshed: 9"),
    });
  });

  test("the pipeline reads variables at home (user E)", async () => {
    const { code, out } = await run("report-pipeline", { MYSQL_PASSWORD: "home", FIR_AUTH_KEY: "key" });
    expect(code).toBe(0);
    expect(out).toContain("SecretAccess MYSQL_PASSWORD from environment\n");
    expect(out).toContain("not required: undefined\n");
    expect(out).toContain("bundle: MYSQL_PASSWORD 4, FIR_AUTH_KEY 3\n");
  });
});

describe("the web platform (user D)", () => {
  test("loads the same map from Vault, by changing variables only", async () => {
    const { out } = await run("web-platform", {
      SECRETS_PROVIDERS: "vault",
      VAULT_ADDR: vault.address,
      VAULT_TOKEN: vault.rootToken,
      VAULT_SECRET_PATH: "imip/production",
    });
    expect(out.match(/\d+/g)).toEqual(["21", "22", "23", "24"]);
  });

  test("loads the same map from Azure Key Vault, by changing variables only", async () => {
    const keyVault = await startKeyVault();
    try {
      const { clientId, clientSecret } = keyVault.application("user");
      for (const [index, name] of [
        "SECRET-KEY",
        "REFRESH-SECRET-KEY",
        "MONGO-URI",
        "OPENAI-API-KEY",
      ].entries())
        keyVault.state.set(name, "x".repeat(31 + index));
      const { out } = await run("web-platform", {
        SECRETS_PROVIDERS: "azure",
        AZURE_KEYVAULT_URL: keyVault.address,
        AZURE_TENANT_ID: keyVault.entra.tenantId,
        AZURE_CLIENT_ID: clientId,
        AZURE_CLIENT_SECRET: clientSecret,
        AZURE_AUTHORITY_HOST: keyVault.entra.address,
        SECRETS_AZURE_CACERT: keyVault.authority.file,
        SECRETS_AZURE_VERIFY_RESOURCE: "false",
      });
      expect(out.match(/\d+/g)).toEqual(["31", "32", "33", "34"]);
    } finally {
      await keyVault.stop();
    }
  });

  test("loads the same map from a mounted directory", async () => {
    const mounted = await mkdtemp(join(tmpdir(), "claviger-mounted-"));
    try {
      for (const [name, value] of platformValues)
        await writeFile(join(mounted, name), `${value}\n`, { mode: 0o600 });
      const { out } = await run("web-platform", {
        SECRETS_PROVIDERS: "file",
        CREDENTIALS_DIRECTORY: mounted,
      });
      expect(out.match(/\d+/g)).toEqual(["41", "42", "43", "44"]);
    } finally {
      await rm(mounted, { recursive: true, force: true });
    }
  });

  test("loads the same map from the variables of a runner of GitHub Actions", async () => {
    const { out } = await run("web-platform", {
      GITHUB_ACTIONS: "true",
      ...Object.fromEntries(platformValues),
    });
    expect(out.match(/\d+/g)).toEqual(["41", "42", "43", "44"]);
  });

  test("is told of a refused token before anything was read", async () => {
    const { code, err } = await run("web-platform", {
      SECRETS_PROVIDERS: "vault",
      VAULT_ADDR: vault.address,
      VAULT_TOKEN: "s.wrong",
      VAULT_SECRET_PATH: "imip/production",
    });
    expect(code).toBe(1);
    expect(err).toContain("(auth_failed)");
    expect(err).not.toContain("s.wrong");
  });
});
