import { nodeHost } from "@claviger/core";
import type { HostFileSystem } from "@claviger/core/provider";
import { expect, test } from "vitest";
import type { Api, ApiRequest } from "../api.ts";
import type { VaultOptions } from "../options.ts";
import { openLogin } from "./open-login.ts";

const common = { addr: "https://vault.test", mount: "secret", dynamic: ["database"], case: "as-is" } as const;

/** A host whose files hold their own paths. */
const readFile: HostFileSystem["readFile"] = async (path) => new TextEncoder().encode(`${path}\n`);
const host = nodeHost({ directory: "/app", env: {}, fs: { ...nodeHost().fs, readFile } });

/** A login by those options, and what each `logIn` asked of Vault. */
function login(options: Partial<VaultOptions> & Pick<VaultOptions, "auth">) {
  const asked: ApiRequest[] = [];
  let renewals = 0;
  const send = async (request: ApiRequest) => {
    asked.push(request);
    return { status: 200, headers: {}, body: {} };
  };
  const renewTls = (): void => void (renewals += 1);
  const method = openLogin({ options: { ...common, ...options }, host, renewTls });
  const api = { send } as unknown as Api;
  return {
    name: method.name,
    logIn: () => method.logIn(api, new AbortController().signal),
    asked,
    renewals: () => renewals,
  };
}

test.each<[Partial<VaultOptions> & Pick<VaultOptions, "auth">, string, string, object]>([
  [
    { auth: "approle", roleId: "r", secretId: "s" },
    "approle at auth/approle",
    "auth/approle/login",
    { role_id: "r", secret_id: "s" },
  ],
  [{ auth: "approle", roleId: "r" }, "approle at auth/approle", "auth/approle/login", { role_id: "r" }],
  [
    { auth: "approle", roleId: "r", secretIdFile: "f" },
    "approle at auth/approle",
    "auth/approle/login",
    { role_id: "r", secret_id: "/app/f" },
  ],
  [
    { auth: "kubernetes", role: "app", authMount: "/auth/k8s/prod/" },
    "kubernetes at auth/k8s/prod",
    "auth/k8s/prod/login",
    { jwt: "/var/run/secrets/kubernetes.io/serviceaccount/token", role: "app" },
  ],
  [
    { auth: "kubernetes", role: "app", jwt: "j" },
    "kubernetes at auth/kubernetes",
    "auth/kubernetes/login",
    { jwt: "j", role: "app" },
  ],
  [{ auth: "jwt", jwt: "j", role: "" }, "jwt at auth/jwt", "auth/jwt/login", { jwt: "j" }],
  [
    { auth: "cert", clientCert: "c", clientKey: "k", role: "app" },
    "cert at auth/cert",
    "auth/cert/login",
    { name: "app" },
  ],
  [{ auth: "cert", clientCert: "c", clientKey: "k" }, "cert at auth/cert", "auth/cert/login", {}],
  [
    { auth: "userpass", username: "me", passwordFile: "p" },
    "userpass at auth/userpass",
    "auth/userpass/login/me",
    { password: "/app/p" },
  ],
])("%j", async (options, name, path, data) => {
  const { logIn, asked, ...by } = login(options);
  await logIn();
  expect(by.name).toBe(name);
  expect(asked).toEqual([{ method: "POST", path, data, signal: expect.any(AbortSignal) }]);
});

test("a certificate may have been renewed since the last login", async () => {
  const { logIn, renewals } = login({ auth: "cert", clientCert: "c", clientKey: "k" });
  await logIn();
  expect(renewals()).toBe(0);
  await logIn();
  expect(renewals()).toBe(1);
});
