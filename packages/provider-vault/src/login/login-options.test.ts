import { describe, expect, test } from "vitest";
import type { VaultOptions } from "../options.ts";
import { loginProblems } from "./login-options.ts";

const common = { addr: "https://vault.test", mount: "secret", dynamic: ["database"], case: "as-is" } as const;

describe("a login without what it needs is refused", () => {
  test.each<[Partial<VaultOptions> & Pick<VaultOptions, "auth">, readonly string[]]>([
    [{ auth: "token" }, ["VAULT_TOKEN"]],
    [{ auth: "approle" }, ["roleId"]],
    [{ auth: "approle", roleId: "r", secretIdWrapped: true }, ["secretIdWrapped"]],
    [{ auth: "approle", roleId: "r", secretId: "canary", secretIdFile: "f" }, ["secretId and secretIdFile"]],
    [{ auth: "approle", roleId: "r", secretId: "canary\n" }, ["secretId has a line break"]],
    [{ auth: "kubernetes" }, ["role is missing"]],
    [{ auth: "jwt" }, ["jwt or jwtFile"]],
    [{ auth: "cert" }, ["clientCert is missing"]],
    [{ auth: "cert", clientCert: "c" }, ["go together", ""]],
    [{ auth: "userpass" }, ["username", "password"]],
    [{ auth: "userpass", username: "../me", password: "canary" }, ["slash"]],
    [{ auth: "userpass", username: "me", password: "canary", authMount: "../sys" }, ["authMount"]],
  ])("%j", (options, words) => {
    const problems = loginProblems({ ...common, ...options });
    for (const word of words) expect(problems.join("; ")).toContain(word);
    expect(problems).not.toEqual([]);
    expect(problems.join("; ")).not.toContain("canary");
  });
});

test.each<Partial<VaultOptions> & Pick<VaultOptions, "auth">>([
  { auth: "token", token: "t" },
  { auth: "approle", roleId: "r" },
  { auth: "approle", roleId: "r", secretIdFile: "f", secretIdWrapped: true, role: "app" },
  { auth: "kubernetes", role: "app", authMount: "/auth/k8s/prod/" },
  { auth: "jwt", jwt: "j" },
  { auth: "cert", clientCert: "c", clientKey: "k" },
  { auth: "userpass", username: "me", passwordFile: "p" },
])("%j is a login", (options) => {
  expect(loginProblems({ ...common, ...options })).toEqual([]);
});
