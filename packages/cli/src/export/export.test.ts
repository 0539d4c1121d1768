import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { callClaviger, project } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";
import { dotenvLine } from "./dotenv-line.ts";
import { valueFormats } from "./value-formats.ts";

const odd = `a b#c'd"e$f\`g\\h é 🔑\nsecond=line`;
const files = storeProject({ "database-url": "postgres://x", odd, "app/config": { USER: "u" } });
const base = JSON.parse(files["claviger.config.json"] ?? "");
const config = { ...base, secrets: { "database-url": {}, odd: {} } };
const directory = project({ ...files, "claviger.config.json": JSON.stringify(config) });

async function exported(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await callClaviger(["export", ...args], { directory });
  expect([exitCode, stderr]).toEqual([0, ""]);
  return Buffer.from(stdout, "latin1").toString("utf8");
}

describe("with values", () => {
  test("json and yaml hold the manifest", async () => {
    const values = { DATABASE_URL: "postgres://x", ODD: odd };
    expect(JSON.parse(await exported("--format", "json"))).toEqual(values);
    expect(parseYaml(await exported("--format", "yaml"))).toEqual(values);
  });

  test("only what is named, under the names that are given", async () => {
    const args = ["X=odd", "database-url", "USER=app/config#USER", "--format", "json"];
    expect(JSON.parse(await exported(...args))).toEqual({ X: odd, DATABASE_URL: "postgres://x", USER: "u" });
  });

  test("a shell reads them as they are", async () => {
    const script = `${await exported("--format", "shell")}printf '%s' "$ODD"`;
    expect(spawnSync("sh", ["-c", script], { encoding: "utf8" }).stdout).toBe(odd);
  });

  test("a Kubernetes secret has them in Base64", async () => {
    const secret = parseYaml(await exported("--format", "k8s-secret", "--name", "web"));
    expect(secret).toMatchObject({ kind: "Secret", metadata: { name: "web" }, type: "Opaque" });
    expect(Buffer.from(secret.data.ODD, "base64").toString()).toBe(odd);
  });

  test("what a format cannot hold is named, and its value is not shown", async () => {
    const outcome = await callClaviger(["export", "--format", "docker"], { directory });
    expect(outcome).toMatchObject({ exitCode: 6, stdout: "" });
    expect(outcome.stderr).toContain("ODD");
    expect(outcome.stderr).not.toContain("second");
    expect(await exported("database-url", "--format", "docker")).toBe("DATABASE_URL=postgres://x\n");
  });

  test("into a file that only its owner may read", async () => {
    const args = ["export", "database-url", "--format", "dotenv", "--output", "out.env"];
    const { stderr, stdout } = await callClaviger(args, { directory });
    expect([stdout, stderr]).toEqual(["", "claviger: wrote out.env, which only you may read\n"]);
    const file = join(directory, "out.env");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toBe("DATABASE_URL=postgres://x\n");
  });

  test("a secret that cannot be had fails the whole", async () => {
    expect(await callClaviger(["export", "none", "odd", "--format", "json"], { directory })).toMatchObject({
      exitCode: 3,
      stdout: "",
    });
  });

  test("a line that dotenv is given is read as the value, or there is none", () => {
    const pieces = fc.constantFrom(
      "'",
      '"',
      "`",
      "\\",
      "\n",
      "\r",
      "#",
      "$",
      " ",
      "=",
      "a",
      "\\n",
      "export ",
      "é",
      "${A}",
    );
    const values = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(values, (value) => {
        const line = dotenvLine("NAME", value);
        const read = line === undefined ? undefined : parse(line)["NAME"];
        // Whatever has at most one kind of quote, no backslash and no line end can be written.
        const hasNone = /[\\\r\n]|'.*["`]|["`].*'|".*`|`.*"|^\s|\s$|[\u2028\u2029\ufeff\u0085]/su.test(value);
        expect(read === value || (read === undefined && hasNone)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  }, 30_000);

  test("systemd's quotes are closed, whatever the value", async () => {
    const text = await valueFormats.systemd([{ variable: "A", value: 'x"y\\z$w`\n' }]);
    expect(text).toBe('A="x\\"y\\\\z\\$w\\`\n"\n');
  });
});

describe("where secrets are", () => {
  const stores: Record<string, string> = {
    ...files,
    "claviger.config.json": JSON.stringify({
      providers: "aws,env",
      providerModules: { aws: "./store.mjs", vault: "./store.mjs", azure: "./store.mjs" },
      secrets: {
        "database-url": {
          locations: { aws: "app/db?field=URL", vault: "secret/app/db?field=URL", azure: "DB-URL" },
        },
        token: { locations: { aws: "app/token", vault: "secret/token", azure: "TOKEN" } },
      },
    }),
  };
  const places = project(stores);
  const at = (...args: readonly string[]) => callClaviger(["export", ...args], { directory: places });

  test("ECS gets ARNs", async () => {
    const { stdout } = await at("--format", "ecs", "--region", "eu-west-1", "--account", "123456789012");
    const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret";
    expect(JSON.parse(stdout)).toEqual({
      secrets: [
        { name: "DATABASE_URL", valueFrom: `${arn}:app/db:URL::` },
        { name: "TOKEN", valueFrom: `${arn}:app/token` },
      ],
    });
  });

  test("ECS says what it needs, and that it reads AWS alone", async () => {
    expect(await at("--format", "ecs")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--account"),
    });
    expect(await at("--format", "ecs", "--provider", "vault")).toMatchObject({ exitCode: 2, stdout: "" });
  });

  test("an ExternalSecret names keys and properties", async () => {
    const { stdout } = await at("--format", "external-secret", "--name", "web", "--store", "aws");
    expect(parseYaml(stdout)).toMatchObject({
      kind: "ExternalSecret",
      metadata: { name: "web" },
      spec: {
        secretStoreRef: { name: "aws", kind: "SecretStore" },
        data: [
          { secretKey: "DATABASE_URL", remoteRef: { key: "app/db", property: "URL" } },
          { secretKey: "TOKEN", remoteRef: { key: "app/token" } },
        ],
      },
    });
  });

  test("GitHub Actions names its own secrets", async () => {
    const { stdout } = await at("--format", "github-actions");
    expect(parseYaml(stdout)).toEqual({
      env: { DATABASE_URL: "${{ secrets.DATABASE_URL }}", TOKEN: "${{ secrets.TOKEN }}" },
    });
  });

  test.each([
    ["aws", 'jsondecode(data.aws_secretsmanager_secret_version.aws_app_db.secret_string)["URL"]'],
    ["vault", 'data.vault_kv_secret_v2.vault_secret_app_db.data["URL"]'],
    ["azure", "data.azurerm_key_vault_secret.azure_db_url.value"],
  ])("Terraform reads %s by data sources", async (provider, value) => {
    const { stdout } = await at("--format", "terraform", "--provider", provider);
    expect(stdout).toContain(`    "DATABASE_URL" = ${value}\n`);
    expect(stdout.match(/^data "/gm)).toHaveLength(2);
  });

  test("no store is asked", async () => {
    const broken = project({
      ...stores,
      "store.mjs": (stores["store.mjs"] ?? "").replace("get: async", "never: async"),
    });
    const { exitCode } = await callClaviger(["export", "--format", "external-secret"], { directory: broken });
    expect(exitCode).toBe(0);
  });

  test("what only the environment has is in no store", async () => {
    const { exitCode, stderr } = await callClaviger(["export", "A=secret://env/A", "--format", "terraform"], {
      directory: places,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("A (--env A=secret://env/A) is kept in no store");
  });
});

test("nothing to export is a mistake", async () => {
  expect(await callClaviger(["export", "--format", "json"], { directory: project({}) })).toMatchObject({
    exitCode: 2,
  });
  expect(await callClaviger(["export"], { directory })).toMatchObject({ exitCode: 2 });
});
