import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installCommand } from "./install-command.ts";
import { type ProjectDirectory, projectDirectory } from "./testing/project-directory.ts";

let project: ProjectDirectory;
beforeEach(async () => {
  project = await projectDirectory();
});
afterEach(() => project[Symbol.asyncDispose]());

describe("the command that installs a package", () => {
  it.each([
    ["package-lock.json", "npm install"],
    ["pnpm-lock.yaml", "pnpm add"],
    ["yarn.lock", "yarn add"],
    ["bun.lock", "bun add"],
  ])("follows the lockfile: %s, %s", async (lockfile, command) => {
    await project.write({ [lockfile]: "" });
    expect(installCommand("@claviger/provider-vault", project.path)).toBe(
      `${command} @claviger/provider-vault`,
    );
  });

  it("is npm's where there is none", () => {
    expect(installCommand("x", project.path)).toBe("npm install x");
  });
});
