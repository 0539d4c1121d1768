import { type PutOptions, SecretError, type SecretInfo } from "@claviger/core/provider";
import type { Call } from "./api.ts";
import { seal } from "./seal.ts";
import type { SecretsOf } from "./secrets-of.ts";
import { type Audience, isVisibility, type Visibility } from "./visibility.ts";

/** A write whose every part was checked offline. */
export interface Write extends Pick<PutOptions, "ifAbsent"> {
  readonly name: string;
  readonly text: string;
  /** Who is to get it; `undefined` leaves that as it is. */
  readonly audience: Audience | undefined;
  /** Who gets an organisation's new secret. */
  readonly visibility: Visibility;
}

/** Makes a secret, or replaces its value and keeps the rest. */
export async function putSecret(write: Write, secrets: SecretsOf, call: Call): Promise<SecretInfo> {
  const { name, text, ifAbsent = false } = write;
  const isOrganization = secrets.scope.kind === "organization";
  const found = ifAbsent || isOrganization ? await secrets.find(name, call) : undefined;
  if (ifAbsent) refuseExisting(found !== undefined, name, call);
  const audience = isOrganization
    ? (write.audience ?? (await audienceOf(found, write, { secrets, call })))
    : undefined;
  const { id, key } = await secrets.publicKey(call);
  const sealed = await seal(text, key);
  if (sealed === undefined) throw secrets.notAnAnswer({ status: 200, headers: {}, body: undefined });
  const parameters = { secret_name: name, key_id: id, encrypted_value: sealed, ...bodyOf(audience) };
  const reply = await secrets.send("PUT", { suffix: "/{secret_name}", parameters }, call);
  if (reply.status !== 201 && reply.status !== 204) throw await secrets.refusal(reply, call);
  // 204 says that there was one, made after it was looked for.
  if (ifAbsent && reply.status === 204) throw overtaken(name);
  return { path: name, ...(audience ? { metadata: { visibility: audience.visibility } } : {}) };
}

/** GitHub clears the list of repositories that it is not sent again. */
function bodyOf(audience: Audience | undefined): Readonly<Record<string, unknown>> {
  if (!audience) return {};
  const { visibility, repositories } = audience;
  return visibility === "selected" ? { visibility, selected_repository_ids: repositories } : { visibility };
}

async function audienceOf(
  found: Readonly<Record<string, unknown>> | undefined,
  { name, visibility }: Write,
  { secrets, call }: { readonly secrets: SecretsOf; readonly call: Call },
): Promise<Audience> {
  if (!found) return { visibility, repositories: [] };
  const current = found["visibility"];
  if (!isVisibility(current)) throw secrets.notAnAnswer({ status: 200, headers: {}, body: found });
  const repositories: number[] = [];
  if (current !== "selected") return { visibility: current, repositories };
  const target = { suffix: "/{secret_name}/repositories", parameters: { secret_name: name } };
  for await (const entry of secrets.pages("repositories", target, call)) {
    const { id } = entry;
    if (typeof id !== "number") throw secrets.notAnAnswer({ status: 200, headers: {}, body: entry });
    repositories.push(id);
  }
  return { visibility: current, repositories };
}

function refuseExisting(exists: boolean, name: string, { report }: Call): void {
  if (exists) {
    throw new SecretError("conflict", `${name} is there already`, {
      hint: "write without ifAbsent to replace it",
    });
  }
  report({
    type: "warning",
    id: "checked-then-written",
    message:
      "GitHub has no conditional writes: whether a secret is there is looked up first, and another writer may come in between",
  });
}

function overtaken(name: string): SecretError {
  return new SecretError(
    "conflict",
    `${name} was made by somebody else at the same time, and now has this value`,
    {
      hint: "write the right one again: GitHub has no conditional writes, and keeps no older value",
    },
  );
}
