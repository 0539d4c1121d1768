import { addressProblem, type Host, SecretError } from "@claviger/core/provider";
import type { GithubOptions, Visibility } from "./options.ts";
import type { Scope } from "./scope.ts";
import type { Spelling } from "./secret-name.ts";

/** A GitHub App, as one of its installations. */
export interface App {
  readonly appId: string;
  readonly installationId: string;
  readonly privateKeyFile: string;
}

/** The options, checked and brought into one form. */
export interface Settings {
  readonly scope: Scope;
  /** Who asks, else `token`. Neither is an error of the first call, since a chain that only reads needs nobody. */
  readonly app: App | undefined;
  readonly token: string | undefined;
  /** Without a slash at the end. */
  readonly url: string;
  readonly visibility: Visibility;
  readonly case: Spelling;
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf(given: GithubOptions, { env }: Host): Settings {
  const { org, appId, installationId, privateKeyFile, visibility, case: spelling } = given;
  const isApp = [appId, installationId, privateKeyFile].some((value) => value !== undefined);
  // A workflow run may have these two anyway: they are meant only where nothing else is said.
  const repo = org !== undefined && given.repo === env["GITHUB_REPOSITORY"] ? undefined : given.repo;
  const token = isApp && given.token === env["GITHUB_TOKEN"] ? undefined : given.token;
  const options = { ...given, repo, token };
  const problems = problemsOf(options);
  if (problems.length > 0) {
    throw new SecretError("not_configured", `GitHub: ${problems.join("; ")}`, {
      hint: "correct the options, or the variables SECRETS_GITHUB_<OPTION>, GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_API_URL",
    });
  }
  const app =
    appId && installationId && privateKeyFile ? { appId, installationId, privateKeyFile } : undefined;
  const url = given.url.replace(/\/+$/, "");
  return { scope: scopeOf(options), app, token, url, visibility, case: spelling };
}

function scopeOf({ org, repo = "", environment }: GithubOptions): Scope {
  if (org !== undefined) return { kind: "organization", org };
  const [owner = "", name = ""] = repo.split("/");
  if (environment === undefined) return { kind: "repository", owner, repo: name };
  return { kind: "environment", owner, repo: name, environment };
}

/** None quotes the token, or the App's options, with which it may have been mixed up. */
function problemsOf(options: GithubOptions): readonly string[] {
  const { org, repo, environment, token, appId, installationId, privateKeyFile, url } = options;
  const app = Object.entries({ appId, installationId, privateKeyFile });
  const missing = app.flatMap(([name, value]) => (value === undefined ? [name] : []));
  const isApp = missing.length < app.length;
  const address = addressProblem(url, { credentials: "give the token as GITHUB_TOKEN" });
  const problems: readonly (readonly [is: boolean, problem: string])[] = [
    [
      org === undefined && repo === undefined,
      "repo and org are missing: set SECRETS_GITHUB_REPO to owner/name, or SECRETS_GITHUB_ORG",
    ],
    [
      org !== undefined && repo !== undefined,
      "repo and org are both set: an instance has the secrets of one; set one, or make two instances (github.repo,github.org)",
    ],
    [
      org !== undefined && environment !== undefined,
      "environment is set together with org: environments belong to repositories",
    ],
    [isOther(org, /^[A-Za-z0-9][A-Za-z0-9_-]*$/), "org is not the login of an organisation"],
    [
      isOther(repo, /^[A-Za-z0-9][A-Za-z0-9_-]*\/(?!\.\.?$)[A-Za-z0-9._-]+$/),
      "repo is not of the form owner/name",
    ],
    [
      isOther(environment, /^[^\p{Cc}\p{Cs}]{1,255}$/u),
      "environment is not a name that an environment can have",
    ],
    [isApp && token !== undefined, "a token and a GitHub App are both set: unset one"],
    [isApp && missing.length > 0, `of the GitHub App, ${missing.join(" and ")} is missing`],
    [
      isOther(token, /^[\x21-\x7e]+$/),
      "the token has a space, a line break or another character that no token has",
    ],
    [isOther(appId, /^[A-Za-z0-9.]{1,64}$/), "appId is not the id or client id of an App"],
    [isOther(installationId, /^\d{1,20}$/), "installationId is not a number"],
    [address !== undefined, `url ${address}`],
    [
      URL.parse(url)?.hostname === "github.com",
      "url is GitHub's web site: its API is https://api.github.com",
    ],
  ];
  return problems.flatMap(([is, problem]) => (is ? [problem] : []));
}

function isOther(value: string | undefined, form: RegExp): boolean {
  return value !== undefined && !form.test(value);
}
