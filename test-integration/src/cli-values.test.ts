import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliProject, cliProject } from "./cli-project.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// Secrets written at the command line, on real servers: ministack, which enforces IAM, and OpenBao or Vault.

/** In every value, and in nothing that is said beside it. */
const canary = "canary-3f8e";

let ministack: Ministack;
let vault: Vault;
let onAws: CliProject;
let onVault: CliProject;

beforeAll(async () => {
  [ministack, vault] = await Promise.all([startMinistack(), startVault()]);
  onAws = await cliProject({
    SECRETS_PROVIDERS: "aws",
    AWS_REGION: ministack.region,
    AWS_ENDPOINT_URL: ministack.endpoint,
    AWS_ACCESS_KEY_ID: ministack.rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ministack.rootCredentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  });
  onVault = await cliProject({
    SECRETS_PROVIDERS: "vault",
    VAULT_ADDR: vault.address,
    VAULT_TOKEN: vault.rootToken,
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([
    ministack.stop(),
    vault.stop(),
    onAws[Symbol.asyncDispose](),
    onVault[Symbol.asyncDispose](),
  ]);
});

/** Calls a command that has to succeed without a word of a value, and gives what it wrote. */
async function done(project: CliProject, args: readonly string[], input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await project.call(args, input);
  expect({ args, exitCode, stderr }).toEqual({
    args,
    exitCode: 0,
    stderr: expect.not.stringContaining(canary),
  });
  return stdout;
}

async function fieldsOf(project: CliProject, name: string): Promise<unknown> {
  return JSON.parse(await done(project, ["get", name, "--bundle"]));
}

test(
  "the mail back end's day: one JSON secret in AWS, from its first value to its recovery",
  { timeout: 120_000 },
  async () => {
    const name = "fluxion/production";
    const first = {
      SENDGRID_API_KEY: `SG.${canary}${"x".repeat(60)}`,
      JWT_SECRET_KEY: `jwt ${canary}`,
      SQL_SERVER_PASSWORD: "",
      SENTRY_DSN: `https://${canary}@sentry`,
    };
    await writeFile(join(onAws.directory, "fluxion.json"), JSON.stringify(first));
    expect(await done(onAws, ["set", name, "--bundle", "--from-file", "fluxion.json"])).toMatch(
      /^Written: secret:\/\/aws\/fluxion\/production, version /,
    );
    expect(await fieldsOf(onAws, name)).toEqual(first);

    // One key is updated, and the others are left, to the byte.
    const updated = await onAws.shell(`claviger set ${name}#JWT_SECRET_KEY "$(openssl rand -hex 32)"`);
    expect(updated).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("stood on the command line"),
    });
    const piped = await onAws.shell(`openssl rand -hex 32 | claviger set ${name}#SQL_SERVER_PASSWORD`);
    expect(piped).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining("warning") });
    const second = (await fieldsOf(onAws, name)) as Record<string, string>;
    expect(second).toEqual({
      ...first,
      JWT_SECRET_KEY: expect.stringMatching(/^[0-9a-f]{64}$/),
      SQL_SERVER_PASSWORD: expect.stringMatching(/^[0-9a-f]{64}$/),
    });

    // On a terminal, which util-linux's script(1) makes, values are masked.
    await done(onAws, ["set", `${name}#SQL_SERVER_PASSWORD`, ""]);
    const shown = await onAws.shell(`script -qec "$CLAVIGER get ${name} --bundle" /dev/null`);
    expect(shown.stdout).toMatch(/SENDGRID_API_KEY +SG\.canar\.\.\.xxxx\r\n/);
    expect(shown.stdout).toMatch(/SQL_SERVER_PASSWORD +\(empty\)\r\n/);
    expect(shown.stdout).not.toContain(canary);

    // An earlier version comes back by its stage.
    const versions = (await done(onAws, ["versions", name])).trim().split("\n");
    expect(versions).toHaveLength(4);
    await done(onAws, ["rollback", name, "previous", "--yes"]);
    expect(await fieldsOf(onAws, name)).toEqual(second);

    // Deleted, and brought back.
    const asked = await onAws.call(["delete", name]);
    expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("give --yes") });
    await done(onAws, ["delete", name, "--yes"]);
    expect(await onAws.call(["get", name, "--bundle"])).toMatchObject({ exitCode: 3, stdout: "" });
    await done(onAws, ["delete", name, "--recover"]);
    expect(await fieldsOf(onAws, name)).toEqual(second);
    expect(await done(onAws, ["list", "fluxion/"])).toBe("secret://aws/fluxion/production\n");
  },
);

test("a secret that is not valid JSON is named, with the way out, and stays as it is", async () => {
  await done(onAws, ["set", "fluxion/broken"], `SENDGRID_API_KEY=${canary}`);
  for (const args of [
    ["get", "fluxion/broken#KEY"],
    ["set", "fluxion/broken#KEY"],
  ]) {
    const outcome = await onAws.call(args, "new");
    expect(outcome).toMatchObject({ exitCode: 6, stdout: "" });
    expect(outcome.stderr).toMatch(/fluxion\/broken.* is not a JSON object.*Next: /);
    expect(outcome.stderr).not.toContain(canary);
  }
  expect(await done(onAws, ["get", "fluxion/broken"])).toBe(`SENDGRID_API_KEY=${canary}`);
});

describe.each([
  ["AWS", () => onAws, "secret://aws/cli/"],
  ["Vault", () => onVault, "secret://vault/secret/cli/"],
])("in %s", (_, project, prefix) => {
  test("a secret is written, read, rolled back, deleted and brought back", { timeout: 120_000 }, async () => {
    const name = `${prefix}app`;
    const before = JSON.stringify({ A: `${canary} 1`, B: `${canary} b` });
    const { version: first }: { readonly version: string } = JSON.parse(
      await done(project(), ["set", name, "--bundle", "--json"], before),
    );
    await done(project(), ["set", `${name}#A`], `${canary} 2`);
    await done(project(), ["set", `${name}#C`, "--generate", "16:alnum"]);
    expect(await fieldsOf(project(), name)).toEqual({
      A: `${canary} 2`,
      B: `${canary} b`,
      C: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    });
    expect(await done(project(), ["set", `${name}#A`], `${canary} 2`)).toMatch(/^Unchanged: /);
    const versions = (await done(project(), ["versions", name])).trim().split("\n");
    expect(versions).toHaveLength(3);
    expect(versions).toContain(first);
    await done(project(), ["rollback", name, first, "--yes"]);
    expect(await fieldsOf(project(), name)).toEqual({ A: `${canary} 1`, B: `${canary} b` });
    await done(project(), ["delete", `${name}#B`, "--yes"]);
    expect(await fieldsOf(project(), name)).toEqual({ A: `${canary} 1` });

    const whole = await project().call(["set", name], canary);
    expect(whole).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("it has 1 field: A") });
    const stale = await project().call(["set", `${name}#A`, "--if-version", first], "x");
    expect(stale).toMatchObject({ exitCode: 6, stdout: "" });
    await done(project(), ["delete", name, "--yes"]);
    expect(await done(project(), ["delete", name, "--yes"])).toMatch(/^Unchanged: /);
    await done(project(), ["delete", name, "--recover"]);
    expect(await fieldsOf(project(), name)).toEqual({ A: `${canary} 1` });
    await done(project(), ["delete", name, "--purge", "--yes"]);
    expect(await project().call(["get", name, "--bundle"])).toMatchObject({ exitCode: 3 });
    expect(await done(project(), ["list", prefix])).toBe("");
  });
});

test.each([
  ["AWS", () => onAws, "secret://aws/cli/shared"],
  ["Vault", () => onVault, "secret://vault/secret/cli/shared"],
])(
  "two who set different fields of one secret in %s at once, a hundred times, lose none",
  { timeout: 300_000 },
  async (_, project, name) => {
    const rounds = Array.from({ length: 100 }, (_round, round) => round);
    for (const round of rounds) {
      const fields = [`A${round}`, `B${round}`];
      const outcomes = await Promise.all(
        fields.map((field) => project().call(["set", `${name}#${field}`], field)),
      );
      expect(outcomes.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
        { exitCode: 0, stderr: expect.not.stringContaining("warning") },
        { exitCode: 0, stderr: expect.not.stringContaining("warning") },
      ]);
    }
    const names = rounds.flatMap((round) => [`A${round}`, `B${round}`]);
    expect(await fieldsOf(project(), name)).toEqual(Object.fromEntries(names.map((field) => [field, field])));
  },
);

test("who may not write is told so, and what is there stays", async () => {
  const name = "secret://vault/secret/cli/guarded";
  await done(onVault, ["set", name], canary);
  const token = await vault.createToken({ policy: 'path "secret/data/cli/*" { capabilities = ["read"] }' });
  await using reader = await cliProject({
    SECRETS_PROVIDERS: "vault",
    VAULT_ADDR: vault.address,
    VAULT_TOKEN: token,
  });
  for (const args of [
    ["set", name],
    ["set", `${name}#A`],
    ["delete", name, "--yes"],
  ]) {
    const outcome = await reader.call(args, "new");
    expect(outcome).toMatchObject({ exitCode: 4, stdout: "" });
    expect(outcome.stderr).not.toContain(canary);
  }
  expect(await done(onVault, ["get", name])).toBe(canary);
});
