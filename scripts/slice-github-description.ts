// Cuts what the tests use out of GitHub's own OpenAPI description, which has 13 MB: run by hand for a newer version.
//   npx -y pnpm@12 exec node scripts/slice-github-description.ts
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../test-integration/src/servers/run-command.ts";

const version = "23.0.2";
const into = join(import.meta.dirname, "../test-integration/src/servers/github/description.json");

/** What the provider asks for, by path. */
const used: Readonly<Record<string, readonly string[]>> = {
  "/repos/{owner}/{repo}": ["get"],
  "/orgs/{org}": ["get"],
  "/repos/{owner}/{repo}/environments/{environment_name}": ["get"],
  "/app/installations/{installation_id}/access_tokens": ["post"],
  "/orgs/{org}/actions/secrets/{secret_name}/repositories": ["get"],
  ...Object.fromEntries(
    [
      "/repos/{owner}/{repo}/actions/secrets",
      "/orgs/{org}/actions/secrets",
      "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
    ].flatMap((path) => [
      [path, ["get"]],
      [`${path}/public-key`, ["get"]],
      [`${path}/{secret_name}`, ["get", "put", "delete"]],
    ]),
  ),
};

/**
 * Statuses that GitHub answers with and the description leaves out for most paths. Its document has their shape as
 * `basic-error`.
 */
const refusals = ["301", "401", "403", "404", "409", "422", "429"];

const refusal = {
  description: "Refused",
  content: { "application/json": { schema: { $ref: "#/components/schemas/basic-error" } } },
};

type Json = Readonly<Record<string, unknown>>;

const folder = await mkdtemp(join(tmpdir(), "claviger-github-description-"));
try {
  await runCommand("npm", ["pack", `@octokit/openapi@${version}`, "--pack-destination", folder], {
    cwd: folder,
  });
  const tarball = join(folder, `octokit-openapi-${version}.tgz`);
  await runCommand("tar", ["-xzf", tarball, "-C", folder, "package/generated/api.github.com.json"]);
  const whole: Json = JSON.parse(
    await readFile(join(folder, "package/generated/api.github.com.json"), "utf8"),
  );
  await writeFile(into, `${JSON.stringify(sliceOf(whole), undefined, 2)}\n`);
  await runCommand("pnpm", ["exec", "oxfmt", into]);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function sliceOf(whole: Json): Json {
  const paths = Object.fromEntries(
    Object.entries(used).map(([path, methods]) => [path, pathItem(at(whole, "paths", path), methods)]),
  );
  const components: Record<string, Record<string, unknown>> = {};
  const waiting: unknown[] = [paths, { $ref: "#/components/schemas/basic-error" }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const [, kind = "", name = ""] of JSON.stringify(part).matchAll(
      /"#\/components\/(\w+)\/([^"]+)"/g,
    )) {
      if (components[kind]?.[name] !== undefined) continue;
      const component = withoutProse(at(whole, "components", kind, name));
      (components[kind] ??= {})[name] = component;
      waiting.push(component);
    }
  }
  const info = { ...at(whole, "info"), description: "Cut by scripts/slice-github-description.ts." };
  return { openapi: whole["openapi"], info, paths, components };
}

function pathItem(item: Json, methods: readonly string[]): Json {
  return Object.fromEntries(
    methods.map((method) => {
      const operation = at(item, method);
      const responses = {
        ...Object.fromEntries(refusals.map((status) => [status, refusal])),
        ...at(operation, "responses"),
      };
      return [method, withoutProse({ ...operation, responses })];
    }),
  );
}

/** Texts for readers, which check nothing. A property that is called `description` is an object. */
function withoutProse(part: unknown): Json {
  const text = JSON.stringify(part, (key, value: unknown) =>
    key === "description" && typeof value === "string" ? "" : key === "x-github" ? undefined : value,
  );
  return JSON.parse(text);
}

function at(json: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>((part, name) => part[name] as Json, json);
}
