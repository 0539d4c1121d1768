import { SecretError } from "@claviger/core/provider";
import type { Api } from "../api.ts";
import { objectAt, type Reply } from "../reply.ts";
import { errorFromReply } from "../translate-error.ts";

/** What a wrapping token has to be of. */
export interface Unwrapping {
  readonly api: Api;
  readonly signal: AbortSignal;
  /** AppRole's mount. */
  readonly mount: string;
  /** The role, where it is known. */
  readonly role?: string | undefined;
}

/**
 * The SecretID that a wrapping token stands for. Where the token comes from is looked at first, and a token that AppRole
 * did not make is not unwrapped: somebody may have put another in its place. It travels in the header alone: in the body
 * as well, Vault would revoke it and the SecretID were lost.
 *
 * @throws SecretError `auth_failed` if it was used before, has expired, or is none of AppRole's
 */
export async function unwrapSecretId(token: string, unwrapping: Unwrapping): Promise<string> {
  const { api, signal, mount, role } = unwrapping;
  const lookup = { method: "POST", path: "sys/wrapping/lookup", data: { token }, signal } as const;
  const found = await api.send(lookup);
  if (isRefused(found)) throw usedBefore();
  const creationPath = objectAt(found.body, "data")?.["creation_path"];
  if (found.status !== 200 || typeof creationPath !== "string") throw errorFromReply(found, api.subject());
  if (!isOfAppRole(creationPath, { mount, role })) throw notOfAppRole(mount, role);
  const reply = await api.send({ method: "POST", path: "sys/wrapping/unwrap", token, signal });
  if (isRefused(reply)) throw usedBefore();
  const secretId = objectAt(reply.body, "data")?.["secret_id"];
  if (reply.status !== 200 || typeof secretId !== "string") throw errorFromReply(reply, api.subject());
  return secretId;
}

function isRefused({ status, body }: Reply): boolean {
  return (status === 400 || status === 403 || status === 404) && body !== undefined;
}

/**
 * The path is exactly that of the request that was wrapped, inside its namespace. A secret of KV under a path that ends alike has
 * its mount before it, and no mount is called auth.
 */
function isOfAppRole(creationPath: string, { mount, role }: Pick<Unwrapping, "mount" | "role">): boolean {
  const before = `auth/${mount}/role/`;
  if (!creationPath.startsWith(before)) return false;
  const [name = "", endpoint = "", ...more] = creationPath.slice(before.length).split("/");
  if (more.length > 0 || !["secret-id", "custom-secret-id"].includes(endpoint)) return false;
  return name !== "" && (role === undefined || name === role);
}

function usedBefore(): SecretError {
  return new SecretError("auth_failed", "Vault does not know the wrapping token of the SecretID", {
    hint: "it has expired, or it was unwrapped before: if not by you, take the SecretID for stolen. Have a new one wrapped",
  });
}

function notOfAppRole(mount: string, role: string | undefined): SecretError {
  const path = `auth/${mount}/role/${role ?? "<role>"}/secret-id`;
  return new SecretError("auth_failed", `the wrapping token of the SecretID was not made at ${path}`, {
    hint: "somebody may have put another in its place, and it was not unwrapped: find out who delivered it, and check role and authMount",
  });
}
