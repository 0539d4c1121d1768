import type { VaultOptions } from "../options.ts";
import { pathProblem, trimSlashes } from "../secret-path.ts";

/** The credentials that may be an option itself, or a file that is read at each login, since others renew it. */
export const credentials = {
  secretId: { file: "secretIdFile", what: "the SecretID" },
  jwt: { file: "jwtFile", what: "the login's token" },
  password: { file: "passwordFile", what: "the password" },
} as const;

export type Credential = keyof typeof credentials;

const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** What is wrong with the options of the login; no problem quotes a credential. */
export function loginProblems(options: VaultOptions): readonly string[] {
  const { auth, authMount, role, roleId, username, clientCert, clientKey } = options;
  const has = (name: Credential): boolean => sourceOf(options, name) !== undefined;
  const problems = [
    authMount && pathProblem("authMount", loginMount(options)),
    role && pathProblem("role", role),
    // A name with a slash would be another path of the API.
    username?.includes("/") ? "username has a slash" : username && pathProblem("username", username),
    !clientCert !== !clientKey && "clientCert and clientKey go together",
    ...(Object.keys(credentials) as Credential[]).map((name) => credentialProblem(options, name)),
    auth === "token" && tokenProblem(options.token ?? ""),
    auth === "approle" && !roleId && "roleId is missing: set VAULT_ROLE_ID",
    auth === "approle" &&
      options.secretIdWrapped &&
      !has("secretId") &&
      "secretIdWrapped is set, and there is neither secretId nor secretIdFile",
    auth === "kubernetes" && !role && "role is missing: set SECRETS_VAULT_ROLE",
    auth === "jwt" && !has("jwt") && "the token of the login is missing: set jwt or jwtFile",
    auth === "cert" && !clientCert && "clientCert is missing: set VAULT_CLIENT_CERT and VAULT_CLIENT_KEY",
    auth === "userpass" && !username && "username is missing",
    auth === "userpass" && !has("password") && "the password is missing: set password or passwordFile",
  ];
  return problems.filter((problem): problem is string => Boolean(problem));
}

/** The mount of the login, below `auth/`. */
export function loginMount({ auth, authMount }: VaultOptions): string {
  return trimSlashes(authMount ?? "").replace(/^auth\//, "") || auth;
}

/** Where a credential comes from: `undefined` if none was given. */
export function sourceOf(
  options: VaultOptions,
  name: Credential,
): { readonly text: string } | { readonly file: string } | undefined {
  const text = options[name];
  if (text) return { text };
  const isOfServiceAccount = options.auth === "kubernetes" && name === "jwt";
  const file = options[credentials[name].file] || (isOfServiceAccount ? serviceAccountToken : "");
  return file ? { file } : undefined;
}

function credentialProblem(options: VaultOptions, name: Credential): string | undefined {
  const { file } = credentials[name];
  const text = options[name];
  if (text && options[file]) return `${name} and ${file} are both set`;
  return text && /\p{Cc}/u.test(text) ? `${name} has a line break or another control character` : undefined;
}

function tokenProblem(token: string): string | undefined {
  if (token === "")
    return "the token is missing: set VAULT_TOKEN, or the option token, or choose a login with auth";
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return "the token has a space, a line break or another character that no token has";
}
