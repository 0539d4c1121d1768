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

/** Where its secrets are in the REST API: a path with its parameters. */
export interface Place {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function placeOf(scope: Scope): Place {
  if (scope.kind === "organization")
    return { path: "/orgs/{org}/actions/secrets", parameters: { org: scope.org } };
  const { owner, repo } = scope;
  if (scope.kind === "repository")
    return { path: "/repos/{owner}/{repo}/actions/secrets", parameters: { owner, repo } };
  return {
    path: "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
    parameters: { owner, repo, environment_name: scope.environment },
  };
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
