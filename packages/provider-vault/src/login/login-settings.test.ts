import { describe, expect, test } from "vitest";
import type { VaultOptions } from "../options.ts";
import { loginProblems, loginSettingsOf } from "./login-settings.ts";

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

describe("a login is settled", () => {
  test.each<[Partial<VaultOptions> & Pick<VaultOptions, "auth">, object]>([
    [
      { auth: "token", token: "t" },
      { auth: "token", token: "t", renew: false },
    ],
    [
      { auth: "approle", roleId: "r", secretIdFile: "f", secretIdWrapped: true, role: "app" },
      { auth: "approle", mount: "approle", roleId: "r", role: "app", wrapped: true, secretId: { file: "f" } },
    ],
    [
      { auth: "kubernetes", role: "app", authMount: "/auth/k8s/prod/" },
      {
        auth: "kubernetes",
        mount: "k8s/prod",
        role: "app",
        jwt: { file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
      },
    ],
    [
      { auth: "jwt", jwt: "j" },
      { auth: "jwt", mount: "jwt", jwt: { text: "j" } },
    ],
    [
      { auth: "cert", clientCert: "c", clientKey: "k" },
      { auth: "cert", mount: "cert" },
    ],
    [
      { auth: "userpass", username: "me", passwordFile: "p" },
      { auth: "userpass", mount: "userpass", username: "me", password: { file: "p" } },
    ],
  ])("%j", (options, settings) => {
    expect(loginProblems({ ...common, ...options })).toEqual([]);
    expect(loginSettingsOf({ ...common, ...options })).toEqual(settings);
  });
});
