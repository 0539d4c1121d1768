import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineProvider } from "../contract/define-provider.ts";
import { isSecretError } from "../errors/secret-error.ts";
import { nodeHost } from "../host/node-host.ts";
import type { DeploymentOptions } from "../secrets/deployment.ts";
import { openDeployment } from "../secrets/open-deployment.ts";
import { type ProjectDirectory, projectDirectory } from "./testing/project-directory.ts";
import { store } from "./testing/store-provider.ts";

/** No part of it may be shown: neither whole nor cut. */
const canary = "C4N4RY-v4lu3/with spaces:and@more";
const pieces = ["C4N4RY", "v4lu3", "spaces", "and@more"];

/** An environment whose every variable is a value that must not be shown. */
const secretive = {
  DATABASE_URL: `postgres://app:${canary}@db/app`,
  API_TOKEN: canary,
  STORE_TOKEN: canary,
  SECRETS_STORE_TOKEN: canary,
};

/** Provider `env`, whose file has values that must not be shown either. */
const env = defineProvider({
  contract: 1,
  name: "env",
  options: { files: { type: "list", doc: "The files." } },
  capabilities: { values: ["text"], versions: "none" },
  create: () => ({ locate: () => [], parse: (path) => ({ path }) }),
  variables: async () => ({
    values: { OTHER_TOKEN: canary, SECRETS_STORE_MAX_BATCH: canary },
    origin: { OTHER_TOKEN: ".env:1", SECRETS_STORE_MAX_BATCH: ".env:2" },
  }),
});

/** A provider that throws what it was given. */
const careless = defineProvider({
  contract: 1,
  name: "careless",
  options: { token: { type: "string", doc: "The token.", env: ["STORE_TOKEN"], secret: true } },
  capabilities: { values: ["text"], versions: "none" },
  create: ({ token }) => {
    throw new TypeError(`bad token ${token}`);
  },
});

const wrong: readonly (readonly [what: string, variables: Readonly<Record<string, string>>])[] = [
  ["a value in place of the chain", { SECRETS_PROVIDERS: canary }],
  ["an empty layer", { SECRETS_PROVIDERS: `env,,${canary}` }],
  ["a provider that is not there", { SECRETS_PROVIDERS: "vault" }],
  ["a value in place of the fallback", { SECRETS_PROVIDERS: "env", SECRETS_FALLBACK: canary }],
  ["a value in place of the TTL", { SECRETS_PROVIDERS: "env", SECRETS_CACHE_TTL: canary }],
  ["a value in place of the switch", { USE_AWS_SECRETS: canary }],
  ["a value in place of an address", { SECRETS_PROVIDERS: "store", SECRETS_STORE_ADDR: canary }],
  [
    "a value in place of a choice",
    { SECRETS_PROVIDERS: "store", STORE_ADDR: "http://x", SECRETS_STORE_CASE: canary },
  ],
  ["a value in place of a number", { SECRETS_PROVIDERS: "store", STORE_ADDR: "http://x" }],
  ["a value in place of yes or no", { SECRETS_PROVIDERS: "store", SECRETS_STORE_TLS: canary }],
  ["a provider that throws its token", { SECRETS_PROVIDERS: "careless" }],
  [
    "several at once",
    { SECRETS_PROVIDERS: "store,careless,env", SECRETS_STORE_ADDR: canary, SECRETS_FALLBACK: canary },
  ],
];

const files: readonly (readonly [name: string, text: string])[] = [
  [
    "claviger.config.json",
    `{ "providers": "env", "secrets": { "a": { "default": ${JSON.stringify(canary)}, "from": ["VAULT"] } } }`,
  ],
  ["claviger.config.json", `{ "providers": "env", "fallback": ${JSON.stringify(canary)} }`],
  [
    "claviger.config.json",
    `{ "providers": "store", "options": { "store": { "addr": ${JSON.stringify(canary)} } } }`,
  ],
  ["claviger.config.json", `{ "providers": ${canary} }`],
  ["claviger.config.mjs", `throw new Error(process.env.CANARY ?? ${JSON.stringify(canary)});`],
  ["claviger.config.mjs", `JSON.parse(${JSON.stringify(canary)}); export default {};`],
  ["claviger.config.mjs", `export default { providers: [${JSON.stringify(canary)}] };`],
  ["claviger.config.mjs", `export default { cache: { ttl: ${JSON.stringify(canary)} } };`],
];

let project: ProjectDirectory;
beforeEach(async () => {
  project = await projectDirectory();
});
afterEach(() => project[Symbol.asyncDispose]());

/** Everything that a failing start shows: the error in all its forms, and the warnings. */
async function shown(variables: Readonly<Record<string, string>>): Promise<string> {
  const host = nodeHost({ env: { ...secretive, ...variables }, directory: project.path });
  const warnings: unknown[] = [];
  const options: DeploymentOptions = {
    providers: [env, store, careless],
    host,
    onEvent: (event) => warnings.push(event),
  };
  const error: unknown = await openDeployment(options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isSecretError(error)).toBe(true);
  const forms = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)];
  return [...forms, (error as Error).stack, JSON.stringify(warnings)].join("\n");
}

describe("a start that fails", () => {
  it.each(wrong)("shows no variable's value: %s", async (_what, variables) => {
    const all = await shown(variables);
    for (const piece of pieces) expect(all).not.toContain(piece);
  });

  it.each(files)("shows no value of its configuration file: %s %s", async (name, text) => {
    await project.write({ [name]: text });
    const all = await shown({});
    for (const piece of pieces) expect(all).not.toContain(piece);
  });
});
