/** What has the secrets. */
export type Scope =
  | { readonly kind: "repository"; readonly owner: string; readonly repo: string }
  | { readonly kind: "organization"; readonly org: string }
  | {
      readonly kind: "environment";
      readonly owner: string;
      readonly repo: string;
      readonly environment: string;
    };

/** Where it is in the REST API: its path, what follows for its secrets, and the parameters of both. */
export interface Place {
  readonly path: string;
  readonly secrets: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function placeOf(scope: Scope): Place {
  const secrets = "/actions/secrets";
  if (scope.kind === "organization") return { path: "/orgs/{org}", secrets, parameters: { org: scope.org } };
  const { owner, repo } = scope;
  if (scope.kind === "repository")
    return { path: "/repos/{owner}/{repo}", secrets, parameters: { owner, repo } };
  return {
    path: "/repos/{owner}/{repo}/environments/{environment_name}",
    secrets: "/secrets",
    parameters: { owner, repo, environment_name: scope.environment },
  };
}

/** A path below that of the secrets. */
export interface Target {
  readonly suffix: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One secret, below all, and what is sent to it. */
export function targetOf(name: string, body: Target["parameters"] = {}): Target {
  return { suffix: "/{secret_name}", parameters: { secret_name: name, ...body } };
}

/** For messages. */
export function describeScope(scope: Scope): string {
  if (scope.kind === "organization") return `the organisation ${scope.org}`;
  const repository = `the repository ${scope.owner}/${scope.repo}`;
  return scope.kind === "repository" ? repository : `the environment ${scope.environment} of ${repository}`;
}

/** How many secrets it can have. */
export function capacityOf({ kind }: Scope): number {
  return kind === "organization" ? 1000 : 100;
}
