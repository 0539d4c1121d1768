import { afterAll, beforeAll, expect, test } from "vitest";
import { type CliProject, cliProject } from "./cli-project.ts";
import { type FakeGithub, startGithub } from "./servers/github/start-github.ts";
import { azureOptions } from "./servers/key-vault/azure-options.ts";
import { type KeyVault, startKeyVault } from "./servers/key-vault/start-key-vault.ts";

// The commands on stores that lack something: Key Vault has no conditional writes and moves no stages, and what is written
// to GitHub is never read. Both are stand-ins, which their own tests hold to Microsoft's recordings and GitHub's description.

const canary = "canary-88d0";

let keyVault: KeyVault;
let github: FakeGithub;
let onAzure: CliProject;
let onGithub: CliProject;

beforeAll(async () => {
  [keyVault, github] = await Promise.all([startKeyVault(), startGithub()]);
  const options = Object.entries(azureOptions(keyVault, keyVault.application("officer")));
  const variables = options.map(([name, value]) => [variableOf(name), String(value)]);
  onAzure = await cliProject({ SECRETS_PROVIDERS: "azure", ...Object.fromEntries(variables) });
  github.state.tokens.set("github_pat_writer", { secrets: "write" });
  onGithub = await cliProject({
    SECRETS_PROVIDERS: "env,github",
    GITHUB_REPOSITORY: "imip/platform",
    GITHUB_TOKEN: "github_pat_writer",
    GITHUB_API_URL: github.address,
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([keyVault.stop(), github.stop()]);
  await Promise.all([onAzure[Symbol.asyncDispose](), onGithub[Symbol.asyncDispose]()]);
});

function variableOf(option: string): string {
  return `SECRETS_AZURE_${option.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Calls a command that has to succeed without a word of a value. */
async function done(
  project: CliProject,
  args: readonly string[],
  input?: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { exitCode, ...written } = await project.call(args, input);
  expect({ args, exitCode, ...written }).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringContaining(canary),
  });
  return written;
}

test("in Key Vault a field is changed with a warning, and an earlier version is written anew", async () => {
  const first = { A: `${canary} 1`, B: `${canary} b` };
  const made = await done(onAzure, ["set", "app", "--bundle", "--json"], JSON.stringify(first));
  const { version }: { readonly version: string } = JSON.parse(made.stdout);
  const changed = await done(onAzure, ["set", "secret://azure/app#A"], `${canary} 2`);
  expect(changed.stderr).toMatch(/warning: .*cannot write on a condition/);
  expect(JSON.parse((await done(onAzure, ["get", "app", "--bundle"])).stdout)).toEqual({
    ...first,
    A: `${canary} 2`,
  });
  const rolledBack = await done(onAzure, ["rollback", "app", version, "--yes"]);
  expect(rolledBack.stderr).toContain("as a new version");
  expect(JSON.parse((await done(onAzure, ["get", "app", "--bundle"])).stdout)).toEqual(first);
  expect((await done(onAzure, ["versions", "app"])).stdout.trim().split("\n")).toHaveLength(3);

  await done(onAzure, ["delete", "app", "--yes"]);
  expect(await onAzure.call(["get", "app", "--bundle"])).toMatchObject({ exitCode: 3 });
  await done(onAzure, ["delete", "app", "--recover"]);
  expect(JSON.parse((await done(onAzure, ["get", "app", "--bundle"])).stdout)).toEqual(first);
});

test("to GitHub a secret is written unseen, listed and deleted", async () => {
  const written = await done(onGithub, ["set", "mongo-uri"], canary);
  expect(written.stdout).toBe("Written: secret://github/MONGO_URI\n");
  expect(written.stderr).toContain("github can be written and not read");
  const { secrets } = github.state.repositories.get("imip/platform")?.shelf ?? {};
  expect(secrets?.get("MONGO_URI")?.value).toBe(canary);
  expect((await done(onGithub, ["list", "--provider", "github"])).stdout).toBe("secret://github/MONGO_URI\n");
  expect(await onGithub.call(["set", "mongo-uri", "--if-absent"], "other")).toMatchObject({ exitCode: 6 });
  expect(await onGithub.call(["set", "mongo-uri#FIELD"], "other")).toMatchObject({ exitCode: 6 });
  expect(await onGithub.call(["rollback", "mongo-uri", "1", "--yes"])).toMatchObject({ exitCode: 6 });
  expect(secrets?.get("MONGO_URI")?.value).toBe(canary);
  await done(onGithub, ["delete", "mongo-uri", "--yes"]);
  expect(secrets?.size).toBe(0);
});
