import { type CallContext, SecretError } from "@claviger/core/provider";
import { isGithubs } from "./reply.ts";
import { describeScope, placeOf, type Scope } from "./scope.ts";
import type { Store } from "./store.ts";

/**
 * What it means that GitHub answered 404 for a place as a whole: it is not there, or these credentials may not know of it, or
 * of its secrets alone.
 */
export async function whyHidden(store: Store, ctx: CallContext): Promise<SecretError> {
  const { scope } = store;
  const around: readonly Scope[] = scope.kind === "environment" ? [{ ...scope, kind: "repository" }] : [];
  for (const place of [...around, scope]) {
    const { path, parameters } = placeOf(place);
    const reply = await store.send({ route: `GET ${path}`, parameters }, ctx);
    if (reply.status === 404 && isGithubs(reply)) {
      const what = `GitHub has not ${describeScope(place)}, or these credentials may not know of it`;
      return new SecretError("not_configured", what, {
        hint: "correct SECRETS_GITHUB_REPO, SECRETS_GITHUB_ORG or SECRETS_GITHUB_ENVIRONMENT, or let the token have that repository (classic tokens: the scope repo or admin:org)",
        cause: { status: 404 },
      });
    }
    if (reply.status !== 200) throw store.api.refusal(reply);
  }
  return new SecretError("denied", `GitHub hides the secrets of ${describeScope(scope)}`, {
    hint: "who owns the token has to be an administrator there, and the token needs what policy() writes",
    cause: { status: 404 },
  });
}
