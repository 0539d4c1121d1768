import { describe, expect, test } from "vitest";
import { callClaviger, project } from "./testing/claviger.ts";

/** What a project has installed as a provider: it answers its own name. */
function installed(name: string): Record<string, string> {
  const folder = `node_modules/@claviger/provider-${name}`;
  return {
    [`${folder}/package.json`]: JSON.stringify({ type: "module", exports: "./index.js" }),
    [`${folder}/index.js`]: `
      export const provider = {
        contract: 1, name: "${name}", options: {}, capabilities: { values: ["text"], versions: "none" },
        create: () => ({
          locate: ({ name }) => [{ path: name }],
          parse: (path) => ({ path }),
          get: async ({ path }) => ({ id: path, value: { type: "text", text: "the project's" } }),
        }),
      };`,
  };
}

describe("a provider that is part of the command", () => {
  test.each(["aws", "env"])("gives way to the project's copy: %s", async (name) => {
    const directory = project(installed(name));
    const env = { SECRETS_PROVIDERS: name };
    expect(await callClaviger(["get", "key"], { directory, env })).toMatchObject({
      stdout: "the project's",
      stderr: "",
    });
  });

  test("is there where the project has none", async () => {
    const env = { SECRETS_PROVIDERS: "env", KEY: "value" };
    expect(await callClaviger(["get", "key"], { directory: project({}), env })).toMatchObject({
      stdout: "value",
    });
    // Nothing is asked: without a region and credentials there is nobody to ask.
    const aws = await callClaviger(["get", "key"], {
      directory: project({}),
      env: { SECRETS_PROVIDERS: "aws" },
    });
    expect(aws).toMatchObject({ stdout: "", exitCode: 6 });
    expect(aws.stderr).toContain("region");
  });

  test("is no other than those two", async () => {
    const env = { SECRETS_PROVIDERS: "vault" };
    const { stderr, exitCode } = await callClaviger(["get", "key"], { directory: project({}), env });
    expect(exitCode).toBe(6);
    expect(stderr).toContain("provider vault is not installed");
  });
});
