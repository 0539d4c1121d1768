import { spawnSync } from "node:child_process";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callClaviger, claviger, path, project, temporaryDirectory } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

const directory = project(
  storeProject({
    "git/git.example": { username: "bob", password: "canary-1" },
    "git/git.example-8443": { username: "eve", password: "canary-2" },
    "git/forged.example": { username: "bob", password: "canary\nhost=evil" },
    "docker/registry.example-5000": { username: "ci", password: 'canary"3' },
    "docker/index.docker.io": { username: "ci", password: "canary-4" },
    token: "canary-5",
  }),
);

function ask(args: readonly string[], input: string) {
  return callClaviger(["credential-helper", ...args], { directory, input });
}

describe("git", () => {
  test.each([
    ["a host's login", [], "protocol=https\nhost=git.example\n\n", "username=bob\npassword=canary-1\n"],
    ["a port's", [], "protocol=https\nhost=git.example:8443\n", "username=eve\npassword=canary-2\n"],
    [
      "the same user's",
      [],
      "protocol=https\nhost=git.example\nusername=bob\n",
      "username=bob\npassword=canary-1\n",
    ],
    ["nothing for another user", [], "protocol=https\nhost=git.example\nusername=eve\n", ""],
    ["nothing for another host", [], "protocol=https\nhost=other.example\n", ""],
    ["nothing without a host", [], "protocol=https\n", ""],
    [
      "a single value as the password",
      ["--secret", "token", "--username", "x"],
      "protocol=https\nhost=any.example\n",
      "username=x\npassword=canary-5\n",
    ],
  ])("gets %s", async (_, options, input, output) => {
    expect(await ask(["git", "get", ...options], input)).toMatchObject({
      stdout: output,
      exitCode: 0,
      stderr: "",
    });
  });

  test("gets no password that it would send in plain text, and no line that is forged", async () => {
    for (const input of ["protocol=http\nhost=git.example\n", "protocol=https\nhost=forged.example\n"]) {
      const { stdout, stderr, exitCode } = await ask(["git", "get"], input);
      expect([stdout, exitCode]).toEqual(["", 6]);
      expect(stderr).not.toContain("canary");
    }
  });

  test.each(["store", "erase"])("changes nothing with %s", async (operation) => {
    const input = "protocol=https\nhost=git.example\nusername=bob\npassword=canary-typed\n";
    expect(await ask(["git", operation], input)).toMatchObject({ stdout: "", stderr: "", exitCode: 0 });
  });

  test("itself asks claviger", () => {
    const helper = `!'${process.execPath}' '${claviger}' credential-helper git`;
    const { stdout } = spawnSync(
      "git",
      ["-c", "credential.helper=", "-c", `credential.helper=${helper}`, "credential", "fill"],
      {
        cwd: directory,
        env: { PATH: path, HOME: temporaryDirectory(), GIT_TERMINAL_PROMPT: "0" },
        input: "protocol=https\nhost=git.example\n\n",
        encoding: "utf8",
      },
    );
    expect(stdout).toContain("username=bob\npassword=canary-1\n");
  });
});

describe("docker", () => {
  test.each([
    ["registry.example:5000", "ci", 'canary"3'],
    ["https://index.docker.io/v1/", "ci", "canary-4"],
  ])("gets the login for %s", async (address, Username, Secret) => {
    const { stdout, exitCode } = await ask(["docker", "get"], address);
    expect([JSON.parse(stdout), exitCode]).toEqual([{ ServerURL: address, Username, Secret }, 0]);
  });

  test("hears in its own words that there is none", async () => {
    expect(await ask(["docker", "get"], "other.example\n")).toMatchObject({
      stdout: "credentials not found in native keychain\n",
      exitCode: 1,
    });
  });

  test("has nothing to list, and stores nothing", async () => {
    expect(await ask(["docker", "list"], "")).toMatchObject({ stdout: "{}\n", exitCode: 0 });
    const { exitCode, stdout, stderr } = await ask(["docker", "store"], '{"Secret":"canary-typed"}');
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain("canary");
  });

  test("finds the helper by its own name, with its settings in variables", () => {
    const bin = temporaryDirectory();
    const helper = join(claviger, "../docker-credential-claviger.js");
    chmodSync(helper, 0o755);
    symlinkSync(helper, join(bin, "docker-credential-claviger"));
    const env = { PATH: `${bin}:${path}`, CLAVIGER_DOCKER_SECRET: "token", CLAVIGER_DOCKER_USERNAME: "ci" };
    const { stdout } = spawnSync("docker-credential-claviger", ["get"], {
      cwd: directory,
      env,
      input: "registry.example",
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual({ ServerURL: "registry.example", Username: "ci", Secret: "canary-5" });
  });
});

test("a store that fails is a failure, and no missing login", async () => {
  const broken = project(storeProject({}));
  writeFileSync(join(broken, "store.mjs"), "export const provider = 1;");
  const { exitCode, stdout } = await callClaviger(["credential-helper", "docker", "get"], {
    directory: broken,
    input: "registry.example",
  });
  expect(exitCode).not.toBe(0);
  expect(stdout).toBe("");
});
