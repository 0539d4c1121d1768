import { SecretError } from "@claviger/core/provider";
import type { Api, Call } from "./api.ts";
import { isGithubs } from "./reply.ts";
import { describeScope, placeOf, type Scope } from "./scope.ts";
import { errorFromReply } from "./translate-error.ts";

/**
 * What it means that GitHub answered 404 for a place as a whole: it is not there, or these credentials may not know of it, or
 * of its secrets alone.
 */
export async function whyHidden(scope: Scope, api: Api, call: Call): Promise<SecretError> {
  const isThere = async (path: string): Promise<boolean> => {
    const parameters = onlyOf(path, placeOf(scope).parameters);
    const reply = await api.send({ route: `GET ${path}`, parameters }, call);
    if (reply.status === 404 && isGithubs(reply)) return false;
    if (reply.status !== 200) throw errorFromReply(reply, api.subject);
    return true;
  };
  if (scope.kind === "organization") {
    return (await isThere("/orgs/{org}")) ? hidden(scope) : notThere(scope);
  }
  if (!(await isThere("/repos/{owner}/{repo}"))) return notThere({ ...scope, kind: "repository" });
  if (scope.kind === "repository") return hidden(scope);
  return (await isThere("/repos/{owner}/{repo}/environments/{environment_name}"))
    ? hidden(scope)
    : notThere(scope);
}

/** A parameter that the path does not have would become a query. */
function onlyOf(
  path: string,
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => path.includes(`{${name}}`)));
}

function hidden(scope: Scope): SecretError {
  return new SecretError("denied", `GitHub hides the secrets of ${describeScope(scope)}`, {
    hint: "who owns the token has to be an administrator there, and the token needs what policy() writes",
    cause: { status: 404 },
  });
}

function notThere(scope: Scope): SecretError {
  const what = describeScope(scope);
  return new SecretError(
    "not_configured",
    `GitHub has not ${what}, or these credentials may not know of it`,
    {
      hint: "correct SECRETS_GITHUB_REPO, SECRETS_GITHUB_ORG or SECRETS_GITHUB_ENVIRONMENT, or let the token have that repository (classic tokens: the scope repo or admin:org)",
      cause: { status: 404 },
    },
  );
}
