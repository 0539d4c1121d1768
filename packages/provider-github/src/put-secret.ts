import { type CallContext, type PutOptions, SecretError, type SecretInfo } from "@claviger/core/provider";
import { targetOf } from "./scope.ts";
import { seal } from "./seal.ts";
import type { Store } from "./store.ts";
import { type Audience, isVisibility } from "./visibility.ts";

/** A write whose every part was checked offline. */
export interface Write extends Pick<Required<PutOptions>, "ifAbsent"> {
  readonly name: string;
  readonly text: string;
  /** Who is to get an organisation's secret; `undefined` leaves that as it is. */
  readonly audience: Audience | undefined;
}

/** Makes a secret, or replaces its value and keeps the rest. */
export async function putSecret(write: Write, store: Store, ctx: CallContext): Promise<SecretInfo> {
  const { name, text, ifAbsent } = write;
  const isOrganization = store.scope.kind === "organization";
  const found = ifAbsent || isOrganization ? await store.find(name, ctx) : undefined;
  if (ifAbsent) refuseExisting(found !== undefined, name, ctx);
  const audience = isOrganization
    ? (write.audience ?? (await currentAudience(found, store, ctx)))
    : undefined;
  const { id, key } = await store.publicKey(ctx);
  const sealed = await seal(text, key);
  if (sealed === undefined) throw store.api.notAnAnswer();
  const { suffix, parameters } = targetOf(name);
  const body = { key_id: id, encrypted_value: sealed, ...bodyOf(audience) };
  const reply = await store.ask("PUT", { suffix, parameters: { ...parameters, ...body } }, ctx);
  if (reply.status !== 201 && reply.status !== 204) throw await store.refusal(reply, ctx);
  // 204 says that there was one, made after it was looked for.
  if (ifAbsent && reply.status === 204) {
    throw new SecretError(
      "conflict",
      `${name} was made by somebody else at the same time, and now has this value`,
      { hint: "write the right one again: GitHub has no conditional writes, and keeps no older value" },
    );
  }
  return { path: name, ...(audience ? { metadata: { visibility: audience.visibility } } : {}) };
}

/** GitHub clears the list of repositories that it is not sent again. */
function bodyOf(audience: Audience | undefined): Readonly<Record<string, unknown>> {
  if (!audience) return {};
  const { visibility, repositories } = audience;
  return visibility === "selected" ? { visibility, selected_repository_ids: repositories } : { visibility };
}

/** Who has a secret now, or gets a new one. */
async function currentAudience(
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

function refuseExisting(exists: boolean, name: string, ctx: CallContext): void {
  if (exists) {
    throw new SecretError("conflict", `${name} is there already`, {
      hint: "write without ifAbsent to replace it",
    });
  }
  ctx.report({
    type: "warning",
    id: "checked-then-written",
    message:
      "GitHub has no conditional writes: whether a secret is there is looked up first, and another writer may come in between",
  });
}
