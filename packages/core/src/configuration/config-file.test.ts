import { spawnSync } from "node:child_process";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SecretError } from "../errors/secret-error.ts";
import { readConfigFile } from "./config-file.ts";
import { failureOf } from "./testing/failure-of.ts";
import { type ProjectDirectory, projectDirectory } from "./testing/project-directory.ts";

let project: ProjectDirectory;
beforeEach(async () => {
  project = await projectDirectory();
});
afterEach(() => project[Symbol.asyncDispose]());

describe("the configuration file", () => {
  it("need not exist", async () => {
    expect(await readConfigFile(project.path)).toEqual({ path: undefined, config: {} });
  });

  it.each([
    ["claviger.config.ts", 'const providers: string = "vault,env"; export default { providers };'],
    ["claviger.config.mts", 'export default { providers: "vault,env" } satisfies object;'],
    ["claviger.config.js", 'export default { providers: "vault,env" };'],
    ["claviger.config.mjs", 'export default { providers: "vault,env" };'],
    ["claviger.config.json", '{ "providers": "vault,env" }'],
  ])("may be %s", async (name, text) => {
    await project.write({ "package.json": '{"type":"module"}', [name]: text });
    expect(await readConfigFile(project.path)).toEqual({
      path: `${project.path}/${name}`,
      config: { providers: "vault,env" },
    });
  });

  it("is the first of these where there are several", async () => {
    await project.write({
      "claviger.config.json": '{ "providers": "env" }',
      "claviger.config.mts": 'export default { providers: "vault" };',
    });
    expect((await readConfigFile(project.path)).config).toEqual({ providers: "vault" });
  });

  it("is not looked for in the directories above", async () => {
    await project.write({ "claviger.config.json": "{}", "app/x": "" });
    expect((await readConfigFile(`${project.path}/app`)).path).toBeUndefined();
  });

  it("may be named, from the directory or by its whole path", async () => {
    await project.write({ "settings/prod.json": '{ "fallback": "any" }', "claviger.config.json": "{}" });
    expect((await readConfigFile(project.path, "settings/prod.json")).config).toEqual({ fallback: "any" });
    const whole = `${project.path}/settings/prod.json`;
    expect((await readConfigFile("/", whole)).path).toBe(whole);
  });
});

/** The problems of files by name, read in a Node of its own: here files are loaded by the test runner. */
function problemsInNode(names: readonly string[]): Readonly<Record<string, string>> {
  const script = `
    import { readConfigFile } from ${JSON.stringify(new URL("./config-file.ts", import.meta.url).href)};
    const problems = {};
    for (const name of ${JSON.stringify(names)}) {
      await readConfigFile(${JSON.stringify(project.path)}, name).catch((error) => (problems[name] = error.message));
    }
    console.log(JSON.stringify(problems));`;
  const node = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return JSON.parse(node.stdout) as Record<string, string>;
}

/** The failure of a file with that text; the value in it must not show up anywhere. */
async function failureWith(name: string, text: string): Promise<SecretError> {
  await project.write({ [name]: text });
  const error = await failureOf(() => readConfigFile(project.path));
  expect(error).toMatchObject({ code: "not_configured", location: `${project.path}/${name}` });
  expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("hunter2");
  return error;
}

describe("a configuration file that cannot be used", () => {
  it("is named where it is missing", async () => {
    for (const name of ["none.json", "none.mjs"]) {
      const error = await failureOf(() => readConfigFile(project.path, name));
      expect(error.code).toBe("not_configured");
      expect(error.problem).toContain(`${project.path}/${name} could not be loaded: `);
    }
  });

  it("is JSON with a mistake, at its place and without its text", async () => {
    const error = await failureWith("claviger.config.json", '{\n  "providers": "hunter2",\n}');
    expect(error.problem).toBe(`${project.path}/claviger.config.json is not valid JSON, at line 3 column 1`);
    await failureWith("claviger.config.json", '{ "providers": hunter2 }');
    await failureWith("claviger.config.json", "hunter2");
    await failureWith("claviger.config.json", "");
  });

  it("has no default export", async () => {
    const error = await failureWith("claviger.config.mjs", 'export const config = "hunter2";');
    expect(error.problem).toContain("has no default export");
    expect(error.hint).toContain("export default defineConfig(");
  });

  it("throws, whatever it throws", async () => {
    const thrown = [
      ['throw new RangeError("hunter2");', "RangeError"],
      ['throw Object.assign(new Error("hunter2"), { code: "ECONNREFUSED" });', "ECONNREFUSED"],
      ['throw "hunter2";', "it threw a value of type string"],
      ["throw null;", "it threw a value of type object"],
      ["throw undefined;", "it threw a value of type undefined"],
      ['throw { name: "hunter2", code: "ERR_hunter2" };', "it threw a value of type object"],
      // These quote what they were given in their messages.
      ['JSON.parse("hunter2"); export default {};', "SyntaxError"],
      ['setTimeout("hunter2"); export default {};', "ERR_INVALID_ARG_TYPE"],
      ['new URL("hunter2"); export default {};', "ERR_INVALID_URL"],
    ] as const;
    for (const [index, [text, why]] of thrown.entries()) {
      // A module that failed is not loaded again under the same name.
      await project.write({ [`${index}.mjs`]: text });
      const path = `${project.path}/${index}.mjs`;
      const error = await failureOf(() => readConfigFile(project.path, path));
      expect(error.problem).toBe(`${path} could not be loaded: ${why}`);
      expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("hunter2");
    }
  });

  it("is refused by Node's loader, whose message is kept; one that its code caused is not", async () => {
    const files = {
      "syntax.mjs": ["export default { a: 1,, };", "Unexpected token ','"],
      "syntax.ts": ["export default { a: 1 as string, ; };", "Unexpected token `;`"],
      "enum.ts": ["enum A { b } export default {};", "TypeScript enum is not supported in strip-only mode"],
      "package.mjs": ['import "not-installed"; export default {};', "Cannot find package 'not-installed'"],
      "name.mjs": [
        'import { none } from "node:fs"; export default {};',
        "does not provide an export named 'none'",
      ],
      "json.mjs": ['JSON.parse("hunter2"); export default {};', "SyntaxError"],
      "argument.mjs": ['setTimeout("hunter2"); export default {};', "ERR_INVALID_ARG_TYPE"],
    } as const;
    await project.write(Object.fromEntries(Object.entries(files).map(([name, [text]]) => [name, text])));
    const problems = problemsInNode(Object.keys(files));
    for (const [name, [, why]] of Object.entries(files)) {
      expect(problems[name]).toContain(`${project.path}/${name} could not be loaded: `);
      expect(problems[name]).toContain(why);
    }
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it("holds what does not belong there: all of it is told, without the values", async () => {
    const text = JSON.stringify({
      provider: "hunter2",
      fallback: "hunter2",
      cache: { ttl: "hunter2", absentTtl: -1, maxEntries: 0, tll: 5 },
      options: { vault: "hunter2" },
      providerModules: { acme: 5 },
      secrets: {
        "a-key": { from: "hunter2", required: "hunter2", discription: "hunter2" },
        other: ["hunter2"],
      },
    });
    const error = await failureWith("claviger.config.json", text);
    const [, list = ""] = /is not a valid configuration: (.*)$/.exec(error.problem) ?? [];
    expect(list.split("; ")).toEqual([
      'it has an unknown key "provider", did you mean "providers"?',
      "fallback is not one of never, unavailable, any",
      "cache.ttl is not a number of seconds from 0",
      "cache.absentTtl is not a number of seconds from 0",
      "cache.maxEntries is not a whole number from 1",
      'cache has an unknown key "tll", did you mean "ttl"?',
      'options["vault"] is not an object',
      'providerModules["acme"] is not a text that is not empty',
      'secrets["a-key"].from is not a list',
      'secrets["a-key"].required is not true or false',
      'secrets["a-key"] has an unknown key "discription", did you mean "description"?',
      'secrets["other"] is not an object',
    ]);
  });

  it.each(["[]", '"hunter2"', "null", "5"])("is no object: %s", async (text) => {
    const error = await failureWith("claviger.config.json", text);
    expect(error.problem).toMatch(/is not a valid configuration: it is not an object$/);
  });

  it("has keys that every object inherits", async () => {
    const error = await failureWith("claviger.config.json", '{ "__proto__": {}, "constructor": 1 }');
    expect(error.problem).toContain('it has an unknown key "__proto__"; it has an unknown key "constructor"');
  });
});
