import { describe, expect, it } from "vitest";
import { defineProvider } from "../contract/define-provider.ts";
import { SecretError } from "../errors/secret-error.ts";
import { nodeHost } from "../host/node-host.ts";
import { readEnvironment } from "./read-environment.ts";
import { failureOf } from "./testing/failure-of.ts";

/** A provider of `.env` files that are given, and the names of those that it was asked for. */
function dotenv(files: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const asked: string[] = [];
  const provider = defineProvider({
    contract: 1,
    name: "env",
    options: { files: { type: "list", doc: "The files.", default: [".env.{environment}"] } },
    capabilities: { values: ["text"], versions: "none" },
    create: () => ({ locate: () => [], parse: (path) => ({ path }) }),
    variables: async (options, host) => {
      asked.push(`${options.files.join("+")} for ${host.environment}`);
      if (options.files.includes("torn.env"))
        throw new SecretError("not_configured", "torn.env is malformed");
      const values = Object.assign({}, ...options.files.map((file) => files[file])) as Record<string, string>;
      return {
        values,
        origin: Object.fromEntries(Object.keys(values).map((name) => [name, `${options.files[0]}:1`])),
      };
    },
  });
  return { provider, asked };
}

describe("the environment of a deployment", () => {
  it("is the host's where nothing says, and only the process is read without a provider of files", async () => {
    const host = nodeHost({ env: { KEY: "x" } });
    const { environment, variables } = await readEnvironment(host, {
      named: undefined,
      provider: undefined,
      file: undefined,
    });
    expect(environment).toBe("development");
    expect(variables.get("KEY")).toBe("x");
  });

  it("is the caller's, then the process's; its files are read once", async () => {
    const { provider, asked } = dotenv({ ".env.staging": { KEY: "s" } });
    const host = nodeHost({ env: { ENVIRONMENT: "production" } });
    const named = await readEnvironment(host, { named: "staging", provider, file: undefined });
    expect(named.environment).toBe("staging");
    expect(named.variables.get("KEY")).toBe("s");
    expect((await readEnvironment(host, { named: undefined, provider, file: undefined })).environment).toBe(
      "production",
    );
    expect(asked).toEqual([".env.staging for staging", ".env.production for production"]);
  });

  it("may be named by a file: then that environment's files are read, and its own name stands", async () => {
    const { provider, asked } = dotenv({
      ".env.development": { ENVIRONMENT: "staging", KEY: "d" },
      ".env.staging": { KEY: "s" },
    });
    const { environment, variables } = await readEnvironment(nodeHost({ env: {} }), {
      named: undefined,
      provider,
      file: undefined,
    });
    expect(environment).toBe("staging");
    expect(variables.get("KEY")).toBe("s");
    expect(asked).toEqual([".env.development for development", ".env.staging for staging"]);
  });

  it("is not followed further than that, so that two files cannot send each other round", async () => {
    const { provider, asked } = dotenv({
      ".env.development": { ENVIRONMENT: "staging" },
      ".env.staging": { ENVIRONMENT: "development" },
    });
    const { environment } = await readEnvironment(nodeHost({ env: {} }), {
      named: undefined,
      provider,
      file: undefined,
    });
    expect(environment).toBe("staging");
    expect(asked).toHaveLength(2);
  });

  it("has the process's variables before those of files", async () => {
    const { provider } = dotenv({ ".env.test": { A: "file", B: "file", C: "file" } });
    const host = nodeHost({ env: { NODE_ENV: "test", A: "process", B: "" } });
    const { variables } = await readEnvironment(host, { named: undefined, provider, file: undefined });
    expect(variables.get("A")).toBe("process");
    expect(variables.get("B")).toBeUndefined();
    expect(variables.get("C")).toBe("file");
    expect(variables.origin("C")).toBe(".env.test:1");
  });

  it("reads the files that the configuration file or a variable of the process lists", async () => {
    const { provider, asked } = dotenv({});
    const file = { files: ["a.env"] };
    await readEnvironment(nodeHost({ env: {} }), { named: "test", provider, file });
    await readEnvironment(nodeHost({ env: { SECRETS_ENV_FILES: "b.env,c.env" } }), {
      named: "test",
      provider,
      file,
    });
    expect(asked).toEqual(["a.env for test", "b.env+c.env for test"]);
  });

  it("fails as its files do, and for options that are wrong", async () => {
    const { provider } = dotenv({});
    const read = (file: Readonly<Record<string, unknown>>) =>
      readEnvironment(nodeHost({ env: {} }), { named: "test", provider, file });
    expect((await failureOf(() => read({ files: ["torn.env"] }))).problem).toBe("torn.env is malformed");
    expect((await failureOf(() => read({ file: "x" }))).problem).toContain('did you mean "files"?');
  });
});
