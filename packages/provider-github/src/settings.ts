import { type Host, SecretError } from "@claviger/core/provider";
import type { GithubOptions } from "./options.ts";
import type { Scope } from "./scope.ts";
import type { Spelling } from "./secret-name.ts";
import type { Visibility } from "./visibility.ts";

/** Who asks; `none` is an error of the first call, since a chain that only reads needs nobody. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "app";
      readonly appId: string;
      readonly installationId: string;
      readonly privateKeyFile: string;
    };

/** The options, checked and brought into one form. */
export interface Settings {
  readonly scope: Scope;
  readonly credentials: Credentials;
  /** Without a slash at the end. */
  readonly url: string;
  readonly visibility: Visibility;
  readonly case: Spelling;
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf(options: GithubOptions, host: Host): Settings {
  const problems: string[] = [];
  const scope = scopeOf(options, { host, problems });
  const credentials = credentialsOf(options, { host, problems });
  const urlProblem = problemOfUrl(options.url);
  if (urlProblem) problems.push(urlProblem);
  if (problems.length > 0 || !scope || !credentials) {
    throw new SecretError("not_configured", `GitHub: ${problems.join("; ")}`, {
      hint: "correct the options, or the variables SECRETS_GITHUB_<OPTION>, GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_API_URL",
    });
  }
  const { visibility, case: spelling } = options;
  return { scope, credentials, url: options.url.replace(/\/+$/, ""), visibility, case: spelling };
}

interface Examination {
  readonly host: Host;
  readonly problems: string[];
}

function scopeOf(options: GithubOptions, { host, problems }: Examination): Scope | undefined {
  const { org, environment } = options;
  // A workflow run always has GITHUB_REPOSITORY: it is meant only where nothing else is said.
  const repo = org !== undefined && options.repo === host.env["GITHUB_REPOSITORY"] ? undefined : options.repo;
  const found = [
    org === undefined &&
      repo === undefined &&
      "repo and org are missing: set SECRETS_GITHUB_REPO to owner/name, or SECRETS_GITHUB_ORG",
    org !== undefined &&
      repo !== undefined &&
      "repo and org are both set: an instance has the secrets of one; set one, or make two instances (github.repo,github.org)",
    org !== undefined &&
      environment !== undefined &&
      "environment is set together with org: environments belong to repositories",
    org !== undefined &&
      !/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(org) &&
      "org is not the login of an organisation",
    repo !== undefined && !isRepository(repo) && "repo is not of the form owner/name",
    environment !== undefined &&
      !/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(environment) &&
      "environment is not a name that an environment can have",
  ].filter((problem) => problem !== false);
  problems.push(...found);
  if (found.length > 0) return undefined;
  if (org !== undefined) return { kind: "organization", org };
  const [owner = "", name = ""] = (repo ?? "").split("/");
  if (environment === undefined) return { kind: "repository", owner, repo: name };
  return { kind: "environment", owner, repo: name, environment };
}

function isRepository(repo: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+$/.test(repo) && !/\/\.\.?$/.test(repo);
}

function credentialsOf(options: GithubOptions, { host, problems }: Examination): Credentials | undefined {
  const { appId, installationId, privateKeyFile } = options;
  const app = { appId, installationId, privateKeyFile };
  const missing = Object.entries(app).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const isApp = missing.length < Object.keys(app).length;
  // As with the repository: the run's own token is not meant where an App is named.
  const token = isApp && options.token === host.env["GITHUB_TOKEN"] ? undefined : options.token;
  const found = [
    isApp && token !== undefined && "a token and a GitHub App are both set: unset one",
    isApp && missing.length > 0 && `of the GitHub App, ${missing.join(" and ")} is missing`,
    // No problem quotes the token, or the App's options, with which it may have been mixed up.
    token !== undefined &&
      !/^[\x21-\x7e]+$/.test(token) &&
      "the token has a space, a line break or another character that no token has",
    appId !== undefined &&
      !/^[A-Za-z0-9.]{1,64}$/.test(appId) &&
      "appId is not the id or client id of an App",
    installationId !== undefined && !/^\d{1,20}$/.test(installationId) && "installationId is not a number",
  ].filter((problem) => problem !== false);
  problems.push(...found);
  if (found.length > 0) return undefined;
  if (token !== undefined) return { kind: "token", token };
  return appId !== undefined && installationId !== undefined && privateKeyFile !== undefined
    ? { kind: "app", appId, installationId, privateKeyFile }
    : { kind: "none" };
}

/** No problem quotes the address: it may hold a password. */
function problemOfUrl(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return "url is not an http or https URL";
  if (url.username || url.password) return "url holds credentials: give the token as GITHUB_TOKEN";
  if (url.search || url.hash || address.endsWith("?")) return "url has a query or a fragment";
  if (url.protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    return "url is http, over which the token would travel unencrypted: use https";
  }
  if (url.hostname === "github.com") return "url is GitHub's web site: its API is https://api.github.com";
  return undefined;
}
