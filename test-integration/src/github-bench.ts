import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { isSecretError, nodeHost } from "@claviger/core";
import {
  type CallContext,
  type Check,
  type Location,
  type Provider,
  type PutOptions,
  type SecretError,
  type SecretInfo,
} from "@claviger/core/provider";
import { github } from "@claviger/provider-github";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { type GithubState, SecretShelf } from "./servers/github/github-state.ts";
import { type FakeGithub, startGithub } from "./servers/github/start-github.ts";

// What the tests of the GitHub provider share: a fake behind a proxy that counts, set up anew for each file and each test.

/** In every value, and in nothing that claviger may say. */
export const canary = "canary-7f1c";
export const token = "github_pat_writer";

export type Options = Parameters<typeof github.create>[0];

export let fake: FakeGithub;
export let proxy: CountingProxy;
export let folder: string;
const instances: Provider[] = [];
export const reports: unknown[] = [];

beforeAll(async () => {
  fake = await startGithub();
  proxy = await startCountingProxy({ upstream: fake.address });
  folder = await mkdtemp(join(tmpdir(), "claviger-github-"));
}, 60_000);

afterAll(async () => {
  await proxy.stop();
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  const { tokens, organizations, repositories } = fake.state;
  tokens.clear();
  tokens.set(token, { secrets: "write" });
  organizations.set("imip", new SecretShelf(1000));
  repositories.set("imip/platform", {
    id: 1,
    shelf: new SecretShelf(100),
    environments: new Map([["production/eu", new SecretShelf(100)]]),
  });
  fake.state.app = undefined;
});

afterEach(async () => {
  proxy.passThrough();
  proxy.clear();
  reports.length = 0;
  vi.unstubAllEnvs();
  for (const instance of instances.splice(0)) await instance.close?.();
});

/** An instance for the repository imip/platform, with the defaults that core fills in. */
export function instance(options: Partial<Options> = {}): Provider {
  const place = options.org === undefined ? { repo: "imip/platform" } : {};
  const who = options.appId === undefined ? { token } : {};
  const common = { url: proxy.address, visibility: "private", case: "upper-snake" } as const;
  const created = github.create(
    { ...common, ...place, ...who, ...options },
    nodeHost({ env: {}, directory: folder }),
  );
  instances.push(created);
  return created;
}

export function context({
  ms = 15_000,
  signal = new AbortController().signal,
}: { readonly ms?: number; readonly signal?: CallContext["signal"] } = {}): CallContext {
  return { signal, deadline: Date.now() + ms, report: (report: unknown) => void reports.push(report) };
}

export async function put(
  at: Provider,
  path: string,
  text: string,
  options: PutOptions = {},
): Promise<SecretInfo> {
  if (!at.put) throw new Error("The provider does not write.");
  return await at.put({ path }, { type: "text", text }, options, context());
}

export async function remove(at: Provider, path: string, more: Partial<Location> = {}): Promise<void> {
  if (!at.delete) throw new Error("The provider does not delete.");
  await at.delete({ path, ...more }, {}, context());
}

export async function list(
  at: Provider,
  prefix = "",
  ctx: CallContext = context(),
): Promise<readonly SecretInfo[]> {
  const all: SecretInfo[] = [];
  for await (const info of at.list?.(prefix, ctx) ?? []) all.push(info);
  return all;
}

/** The error of a call that has to fail; nothing in it is a value or a token. */
export async function failure(call: Promise<unknown>): Promise<SecretError> {
  const error: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)].join("\n");
  for (const secret of [canary, token, "ghs_", "encrypted_value"]) expect(shown).not.toContain(secret);
  if (!isSecretError(error)) throw new Error(`No SecretError: ${String(error)}`);
  expect(error.hint).toMatch(/\S/);
  return error;
}

export function shelf(state: GithubState = fake.state): SecretShelf {
  const found = state.repositories.get("imip/platform")?.shelf;
  if (!found) throw new Error("The fake has no such repository.");
  return found;
}

export function organization(): SecretShelf {
  const found = fake.state.organizations.get("imip");
  if (!found) throw new Error("The fake has no such organisation.");
  return found;
}

/** The body of a refusal. */
export function githubs(message: string): object {
  return { message, documentation_url: "https://docs.github.com" };
}

export async function failureCode(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => "none",
    (error: unknown) => (isSecretError(error) ? error.code : "no SecretError"),
  );
}

export async function check(at: Provider, ...names: readonly string[]): Promise<readonly Check[]> {
  if (!at.check) throw new Error("The provider does not check.");
  return await at.check(
    names.map((path) => ({ path })),
    context(),
  );
}
