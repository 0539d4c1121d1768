import { nodeHost } from "@claviger/core";
import { describe, expect, test } from "vitest";
import type { GithubOptions } from "./options.ts";
import { settingsOf } from "./settings.ts";

const defaults = { url: "https://api.github.com", visibility: "private", case: "upper-snake" } as const;
const repo = { repo: "imip/platform" };
const token = { token: "ghp_x" };
const app = { appId: "12", installationId: "34", privateKeyFile: "app.pem" };

function settle(options: Partial<GithubOptions>, env: Record<string, string> = {}) {
  return settingsOf({ ...defaults, ...options }, nodeHost({ env }));
}

describe("the secrets are those of", () => {
  test.each<[Partial<GithubOptions>, object]>([
    [repo, { kind: "repository", owner: "imip", repo: "platform" }],
    [{ org: "imip" }, { kind: "organization", org: "imip" }],
    [
      { ...repo, environment: "production/eu" },
      { kind: "environment", environment: "production/eu" },
    ],
  ])("%j", (options, scope) => {
    expect(settle({ ...options, ...token }).scope).toMatchObject(scope);
  });

  test("the organisation, where GITHUB_REPOSITORY is that of the run", () => {
    const env = { GITHUB_REPOSITORY: "imip/platform" };
    expect(settle({ ...repo, org: "imip", ...token }, env).scope).toEqual({
      kind: "organization",
      org: "imip",
    });
  });
});

describe("who asks is", () => {
  test("a token, or a GitHub App", () => {
    expect(settle({ ...repo, ...token })).toMatchObject({ token: "ghp_x", app: undefined });
    expect(settle({ ...repo, ...app })).toMatchObject({ token: undefined, app });
  });

  test("nobody, which a chain that only reads has no need of", () => {
    expect(settle(repo)).toMatchObject({ token: undefined, app: undefined });
  });

  test("the App, where GITHUB_TOKEN is that of the run", () => {
    const env = { GITHUB_TOKEN: "ghs_run" };
    expect(settle({ ...repo, ...app, token: "ghs_run" }, env)).toMatchObject({ token: undefined, app });
  });
});

describe("what cannot work is refused at once", () => {
  test.each<[string, Partial<GithubOptions>, string]>([
    ["no place", token, "SECRETS_GITHUB_REPO to owner/name, or SECRETS_GITHUB_ORG"],
    ["a repository and an organisation", { ...repo, org: "other", ...token }, "github.repo,github.org"],
    [
      "an organisation's environment",
      { org: "imip", environment: "production", ...token },
      "belong to repos",
    ],
    ["a repository without its owner", { repo: "platform", ...token }, "owner/name"],
    ["a repository that climbs", { repo: "imip/..", ...token }, "owner/name"],
    ["an organisation that is a path", { org: "imip/platform", ...token }, "not the login"],
    ["an environment with a line break", { ...repo, environment: "a\nb", ...token }, "environment"],
    ["a token and an App", { ...repo, ...token, ...app }, "both set"],
    ["half an App", { ...repo, appId: "12" }, "installationId and privateKeyFile is missing"],
    ["an installation that is no number", { ...repo, ...app, installationId: "canary" }, "not a number"],
    ["an App that is none", { ...repo, ...app, appId: "canary/" }, "appId"],
    ["a token with a line break", { ...repo, token: "canary\n" }, "line break"],
    ["another scheme", { ...repo, ...token, url: "ftp://github.test" }, "not an http or https URL"],
    ["credentials in the address", { ...repo, ...token, url: "https://canary@github.test" }, "credentials"],
    ["a query in the address", { ...repo, ...token, url: "https://github.test/?t=canary" }, "query"],
    [
      "http to another machine",
      { ...repo, ...token, url: "http://github.test/api/v3" },
      "is http outside this machine",
    ],
    ["the web site", { ...repo, ...token, url: "https://github.com" }, "https://api.github.com"],
  ])("%s", (_, options, words) => {
    const refusal = expect.objectContaining({
      code: "not_configured",
      problem: expect.stringContaining(words),
    });
    expect(() => settle(options)).toThrow(refusal);
    expect(() => settle(options)).not.toThrow(/canary/);
  });

  test("all problems in one error", () => {
    expect(() => settle({ ...token, ...app, url: "nowhere" })).toThrow(
      /repo and org are missing.*; a token and a GitHub App are both set.*; url is/,
    );
  });

  test("http to this machine is taken", () => {
    expect(settle({ ...repo, ...token, url: "http://127.0.0.1:3000/" }).url).toBe("http://127.0.0.1:3000");
  });
});
