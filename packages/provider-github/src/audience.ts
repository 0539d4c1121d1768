import { type CallContext, type PutOptions, SecretError, type SecretInfo } from "@claviger/core/provider";
import { options, type Visibility } from "./options.ts";
import { type Scope, targetOf } from "./scope.ts";
import type { Store } from "./store.ts";

/** A visibility, and of `selected` the repositories, by id. */
export interface Audience {
  readonly visibility: Visibility;
  readonly repositories: readonly number[];
}

/**
 * Who is to get the secret, by `metadata`: `visibility`, and for `selected` the repositories' ids in
 * `selected_repository_ids`, separated by commas.
 *
 * @returns `undefined` where the caller leaves it as it is
 * @throws SecretError `unsupported`, `invalid_value`
 */
export function audienceIn(metadata: PutOptions["metadata"] = {}, { kind }: Scope): Audience | undefined {
  const { visibility, selected_repository_ids: ids, ...others } = metadata;
  const unknown = Object.keys(kind === "organization" ? others : metadata);
  if (unknown.length > 0) {
    throw new SecretError("unsupported", `GitHub keeps no ${unknown.join(", ")} with that secret`, {
      hint: "visibility and selected_repository_ids are kept with an organisation's secrets, and nothing else is",
    });
  }
  if (visibility === undefined && ids === undefined) return undefined;
  const chosen = visibility ?? "selected";
  if (!isVisibility(chosen)) throw unusable(`visibility is one of ${options.visibility.values.join(", ")}`);
  if ((chosen === "selected") !== (ids !== undefined)) {
    throw unusable("selected_repository_ids are given with the visibility selected, and with no other");
  }
  const repositories = (ids ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (!repositories.every((id) => /^\d{1,15}$/.test(id)))
    throw unusable("selected_repository_ids are numbers");
  return { visibility: chosen, repositories: repositories.map(Number) };
}

/** Who has a secret now, or gets a new one. */
export async function currentAudience(
  found: SecretInfo | undefined,
  store: Store,
  ctx: CallContext,
): Promise<Audience> {
  const repositories: number[] = [];
  if (!found) return { visibility: store.visibility, repositories };
  const visibility = found.metadata?.["visibility"];
  if (!isVisibility(visibility)) throw store.api.notAnAnswer();
  if (visibility !== "selected") return { visibility, repositories };
  const { suffix, parameters } = targetOf(found.path);
  const target = { suffix: `${suffix}/repositories`, parameters };
  for await (const { id } of store.pages("repositories", target, ctx)) {
    if (typeof id !== "number") throw store.api.notAnAnswer();
    repositories.push(id);
  }
  return { visibility, repositories };
}

/** GitHub clears the list of repositories that it is not sent again. */
export function inBody(audience: Audience | undefined): Readonly<Record<string, unknown>> {
  if (!audience) return {};
  const { visibility, repositories } = audience;
  return visibility === "selected" ? { visibility, selected_repository_ids: repositories } : { visibility };
}

function isVisibility(value: unknown): value is Visibility {
  return options.visibility.values.some((known) => known === value);
}

function unusable(rule: string): SecretError {
  return new SecretError("invalid_value", "that metadata cannot be kept", { hint: rule });
}
