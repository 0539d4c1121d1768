import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadProvider, type ProviderSources } from "./load-provider.ts";
import { failureOf } from "./testing/failure-of.ts";
import { type ProjectDirectory, projectDirectory } from "./testing/project-directory.ts";
import { store } from "./testing/store-provider.ts";

let project: ProjectDirectory;
beforeEach(async () => {
  project = await projectDirectory();
});
afterEach(() => project[Symbol.asyncDispose]());

const code = (name: string, contract = 1): string =>
  `export const provider = { contract: ${contract}, name: "${name}", options: {}, capabilities: {}, create() {} };`;
const esm = { type: "module", exports: { ".": { import: "./index.js" } } };

function load(provider: string, sources: Partial<ProviderSources> = {}) {
  return loadProvider(provider, {
    loaded: new Map(),
    configPath: undefined,
    modules: {},
    directory: project.path,
    ...sources,
  });
}

describe("a provider that is installed", () => {
  it("is loaded from the working directory, one of claviger's own by its short name", async () => {
    await project.install("@claviger/provider-agent", esm, { "index.js": code("agent") });
    expect(await load("agent")).toMatchObject({ contract: 1, name: "agent" });
  });

  it.each(["claviger-provider-acme", "@acme/claviger-provider-kms"])(
    "is a third party's by its package: %s",
    async (name) => {
      await project.install(name, esm, { "index.js": code("acme") });
      expect(await load(name)).toMatchObject({ name: "acme" });
    },
  );

  it("is looked for beside the configuration file first", async () => {
    await project.install("@claviger/provider-agent", esm, { "index.js": code("there") });
    await project.write({
      "config/node_modules/@claviger/provider-agent/package.json": JSON.stringify(esm),
      "config/node_modules/@claviger/provider-agent/index.js": code("here"),
    });
    const configPath = `${project.path}/config/claviger.config.json`;
    expect(await load("agent", { configPath })).toMatchObject({ name: "here" });
    expect(await load("agent")).toMatchObject({ name: "there" });
  });

  it("is asked of the tool last", async () => {
    const asked: string[] = [];
    const importProvider = async (name: string): Promise<unknown> => {
      asked.push(name);
      return { provider: store };
    };
    expect(await load("agent", { importProvider })).toBe(store);
    await project.install("@claviger/provider-agent", esm, { "index.js": code("agent") });
    expect(await load("agent", { importProvider })).toMatchObject({ name: "agent" });
    expect(asked).toEqual(["@claviger/provider-agent"]);
  });

  it("may be a module that the configuration file names, from where that file is", async () => {
    await project.write({ "config/acme.mjs": code("acme"), "config/vault.mjs": code("own") });
    const configPath = `${project.path}/config/claviger.config.json`;
    const modules = { acme: "./acme.mjs", vault: "./vault.mjs" };
    expect(await load("acme", { configPath, modules })).toMatchObject({ name: "acme" });
    expect(await load("vault", { configPath, modules })).toMatchObject({ name: "own" });
  });
});

describe("a provider that the code gives", () => {
  it("is taken by its name or its package's, and nothing is looked for", async () => {
    await project.install("@claviger/provider-agent", esm, { "index.js": code("agent") });
    expect(await load("store", { given: [store] })).toBe(store);
    expect(await load("claviger-provider-store", { given: [store] })).toBe(store);
    expect(await load("@acme/claviger-provider-store", { given: [store] })).toBe(store);
    const error = await failureOf(() => load("agent", { given: [store] }));
    expect(error).toMatchObject({
      code: "not_configured",
      provider: "agent",
      problem: "provider agent is not among those that the code gives: store",
    });
  });
});

describe("a provider that cannot be had", () => {
  it("is not installed: the hint is the command for the project's package manager", async () => {
    await project.write({ "pnpm-lock.yaml": "" });
    const error = await failureOf(() => load("agent"));
    expect(error).toMatchObject({
      code: "not_configured",
      provider: "agent",
      problem: "provider agent is not installed",
      hint: "run: pnpm add @claviger/provider-agent",
    });
    expect((await failureOf(() => load("@acme/claviger-provider-kms"))).hint).toBe(
      "run: pnpm add @acme/claviger-provider-kms",
    );
  });

  it("is unknown: the hint has the nearest name, or all, and how a third party's is named", async () => {
    expect((await failureOf(() => load("vualt"))).hint).toMatch(
      /^did you mean "vault"\?.*claviger-provider-vualt$/,
    );
    expect((await failureOf(() => load("onepassword"))).hint).toMatch(
      /^use one of env, vault, aws.*claviger-provider-onepassword$/,
    );
    expect((await failureOf(() => load("constructor"))).code).toBe("not_configured");
  });

  it.each([
    ["no provider", "export const other = 1;", "it exports no provider"],
    [
      "only a default export",
      `export default { contract: 1, name: "x", create() {} };`,
      "it exports no provider",
    ],
    [
      "a provider without create",
      `export const provider = { contract: 1, name: "x" };`,
      "it exports no provider",
    ],
    ["null", "export const provider = null;", "it exports no provider"],
    ["another contract", code("acme", 2), "it is written for contract 2"],
  ])("exports %s", async (_what, text, why) => {
    await project.install("claviger-provider-acme", esm, { "index.js": text });
    const error = await failureOf(() => load("claviger-provider-acme"));
    expect(error).toMatchObject({
      code: "not_configured",
      problem: `provider claviger-provider-acme cannot be used: ${why}`,
    });
  });

  it.each([
    ['throw new RangeError("hunter2");', "RangeError"],
    ['throw Object.assign(new Error("hunter2"), { code: "EACCES" });', "EACCES"],
    ['import "not-installed-anywhere";', "ERR_MODULE_NOT_FOUND"],
    ["throw null;", "object"],
    ["throw undefined;", "undefined"],
    ['throw "hunter2";', "string"],
  ])("fails when it is imported: %s", async (text, why) => {
    await project.install("claviger-provider-acme", esm, { "index.js": text });
    const error = await failureOf(() => load("claviger-provider-acme"));
    const entry = `${project.path}/node_modules/claviger-provider-acme/index.js`;
    expect(error).toMatchObject({
      code: "not_configured",
      location: entry,
      problem: `provider claviger-provider-acme could not be loaded from ${entry}: ${why}`,
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  });

  it("is a module of the configuration file that is not there", async () => {
    const configPath = `${project.path}/claviger.config.json`;
    const error = await failureOf(() => load("acme", { configPath, modules: { acme: "./none.mjs" } }));
    expect(error).toMatchObject({ code: "not_configured", location: `${project.path}/none.mjs` });
  });

  it("is no path of a variable: without a configuration file modules do not count", async () => {
    await project.write({ "acme.mjs": code("acme") });
    expect((await failureOf(() => load("acme", { modules: { acme: "./acme.mjs" } }))).code).toBe(
      "not_configured",
    );
  });
});
