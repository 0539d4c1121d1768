import type { VaultOptions } from "../options.ts";
import { flawOf } from "../secret-path.ts";
import type { CredentialSource } from "./credential-source.ts";

/** How the provider gets its token, checked. */
export type LoginSettings =
  | { readonly auth: "token"; readonly token: string; readonly renew: boolean }
  | {
      readonly auth: "approle";
      readonly mount: string;
      readonly roleId: string;
      /** The name of the role, against which a wrapped SecretID is checked. */
      readonly role?: string;
      readonly secretId?: CredentialSource;
      readonly wrapped: boolean;
    }
  | {
      readonly auth: "jwt" | "kubernetes";
      readonly mount: string;
      readonly role?: string;
      readonly jwt: CredentialSource;
    }
  | { readonly auth: "cert"; readonly mount: string; readonly role?: string }
  | {
      readonly auth: "userpass";
      readonly mount: string;
      readonly username: string;
      readonly password: CredentialSource;
    };

const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** What is wrong with the options of the login; no problem quotes a credential. */
export function loginProblems(options: VaultOptions): readonly string[] {
  const { auth, authMount, role, roleId, username, clientCert, clientKey } = options;
  const problems = [
    pathProblem("authMount", authMount && mountOf(options)),
    pathProblem("role", role),
    // A name with a slash would be another path of the API.
    username?.includes("/") ? "username has a slash" : pathProblem("username", username),
    !clientCert === !clientKey ? undefined : "clientCert and clientKey go together",
    ...Object.entries(credentials).map(([name, file]) => credentialProblem(options, name, file)),
  ];
  if (auth === "token") problems.push(tokenProblem(options.token ?? ""));
  if (auth === "approle") {
    if (!roleId) problems.push("roleId is missing: set VAULT_ROLE_ID");
    if (options.secretIdWrapped && !sourceOf(options, "secretId"))
      problems.push("secretIdWrapped is set, and there is neither secretId nor secretIdFile");
  }
  if (auth === "kubernetes" && !role) problems.push("role is missing: set SECRETS_VAULT_ROLE");
  if (auth === "jwt" && !sourceOf(options, "jwt"))
    problems.push("the token of the login is missing: set jwt or jwtFile");
  if (auth === "cert" && !clientCert)
    problems.push("clientCert is missing: set VAULT_CLIENT_CERT and VAULT_CLIENT_KEY");
  if (auth === "userpass") {
    if (!username) problems.push("username is missing");
    if (!sourceOf(options, "password"))
      problems.push("the password is missing: set password or passwordFile");
  }
  return problems.filter((problem): problem is string => problem !== undefined && problem !== "");
}

/** Only for options without problems. */
export function loginSettingsOf(options: VaultOptions): LoginSettings {
  const { auth, roleId = "", username = "" } = options;
  const role = options.role ? { role: options.role } : {};
  const mount = mountOf(options);
  const missing: CredentialSource = { text: "" };
  switch (auth) {
    case "approle": {
      const secretId = sourceOf(options, "secretId");
      const wrapped = options.secretIdWrapped ?? false;
      return { auth, mount, roleId, wrapped, ...role, ...(secretId ? { secretId } : {}) };
    }
    case "kubernetes":
      return { auth, mount, ...role, jwt: sourceOf(options, "jwt") ?? { file: serviceAccountToken } };
    case "jwt":
      return { auth, mount, ...role, jwt: sourceOf(options, "jwt") ?? missing };
    case "cert":
      return { auth, mount, ...role };
    case "userpass":
      return { auth, mount, username, password: sourceOf(options, "password") ?? missing };
    default:
      return { auth: "token", token: options.token ?? "", renew: options.renew ?? false };
  }
}

const credentials = { secretId: "secretIdFile", jwt: "jwtFile", password: "passwordFile" } as const;

function sourceOf(options: VaultOptions, name: keyof typeof credentials): CredentialSource | undefined {
  const [text, file] = [options[name], options[credentials[name]]];
  if (text) return { text };
  return file ? { file } : undefined;
}

function credentialProblem(options: VaultOptions, name: string, file: string): string | undefined {
  const text = options[name as keyof typeof credentials];
  if (text && options[file as "jwtFile"]) return `${name} and ${file} are both set`;
  return text && /\p{Cc}/u.test(text) ? `${name} has a line break or another control character` : undefined;
}

function tokenProblem(token: string): string | undefined {
  if (token === "")
    return "the token is missing: set VAULT_TOKEN, or the option token, or choose a login with auth";
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return "the token has a space, a line break or another character that no token has";
}

function pathProblem(option: string, path: string | undefined): string | undefined {
  if (!path) return undefined;
  const flaw = flawOf(path);
  return flaw && `${option} cannot be part of a path of Vault: ${flaw}`;
}

function mountOf({ auth, authMount }: VaultOptions): string {
  return authMount?.replace(/^\/+|\/+$/g, "").replace(/^auth\//, "") || auth;
}
