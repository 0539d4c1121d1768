import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPackage } from "./find-package.ts";
import { type ProjectDirectory, projectDirectory } from "./testing/project-directory.ts";

let project: ProjectDirectory;
beforeEach(async () => {
  project = await projectDirectory();
});
afterEach(() => project[Symbol.asyncDispose]());

const code = "export const provider = 1;";

describe("an installed package", () => {
  it.each([
    ["an export for import alone", { type: "module", exports: { ".": { import: "./a.js" } } }],
    ["types before it", { type: "module", exports: { ".": { types: "./a.d.ts", import: "./a.js" } } }],
    ["conditions without a subpath", { type: "module", exports: { types: "./a.d.ts", import: "./a.js" } }],
    ["nested conditions", { type: "module", exports: { ".": { node: { import: { default: "./a.js" } } } } }],
    ["a default", { type: "module", exports: { ".": { default: "./a.js" } } }],
    ["one export as a text", { type: "module", exports: "./a.js" }],
    ["a main", { type: "module", main: "./a.js" }],
  ])("is found by %s", async (_how, manifest) => {
    await project.install("claviger-provider-acme", manifest, { "a.js": code });
    expect(findPackage("claviger-provider-acme", project.path)).toBe(
      `${project.path}/node_modules/claviger-provider-acme/a.js`,
    );
  });

  it("is found from the directories below, in a scope too", async () => {
    await project.install(
      "@acme/claviger-provider-kms",
      { type: "module", exports: "./a.js" },
      { "a.js": code },
    );
    await project.write({ "app/src/x": "" });
    expect(findPackage("@acme/claviger-provider-kms", `${project.path}/app/src`)).toContain(
      "claviger-provider-kms/a.js",
    );
  });
});

describe("no package", () => {
  it("is found where it is not installed, or has no entry", async () => {
    expect(findPackage("claviger-provider-none", project.path)).toBeUndefined();
    await project.install("claviger-provider-bare", { exports: { "./other": "./a.js" } }, { "a.js": code });
    expect(findPackage("claviger-provider-bare", project.path)).toBeUndefined();
    await project.install("claviger-provider-types", { exports: { ".": { types: "./a.d.ts" } } }, {});
    expect(findPackage("claviger-provider-types", project.path)).toBeUndefined();
    await project.write({ "node_modules/claviger-provider-torn/package.json": "{" });
    expect(findPackage("claviger-provider-torn", project.path)).toBeUndefined();
  });
});
