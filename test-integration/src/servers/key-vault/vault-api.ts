import { refusal, type VaultReply } from "./vault-reply.ts";
import type { StoredSecret, StoredVersion, VaultState, VersionInput } from "./vault-state.ts";

/** A request to the vault's API, its token taken. */
export interface VaultRequest {
  readonly method: string;
  /** With its query: `/secrets/name/?api%2Dversion=7.6`. */
  readonly url: string;
  readonly body: string;
  /** `https://127.0.0.1:4711`, of which ids are made. */
  readonly origin: string;
}

/** https://learn.microsoft.com/azure/key-vault/secrets/about-secrets */
const namePattern = /^[0-9a-zA-Z-]{1,127}$/;
const maxValueBytes = 25 * 1024;
const ninetyDays = 90 * 24 * 60 * 60;
const defaultPage = 25;

/** The vault's REST API over its state, as Microsoft recorded it; what the recordings lack is by the documentation. */
export function answerApi(state: VaultState, request: VaultRequest): VaultReply {
  const url = new URL(request.url, request.origin);
  const [, kind = "", name = "", rest = ""] = url.pathname.split("/");
  const body = parsed(request.body);
  if (body === undefined) return refusal(400, "BadParameter", { message: "The body is not JSON." });
  const context = { state, origin: request.origin, query: url.searchParams, body };
  const route = `${request.method} /${kind}`;
  if (name === "")
    return route === "GET /secrets"
      ? listSecrets(context)
      : route === "GET /deletedsecrets"
        ? listDeleted(context)
        : unknownPath();
  if (route === "POST /secrets" && name === "restore") return restoreBackup(context);
  if (!namePattern.test(name)) {
    return refusal(400, "BadParameter", { message: `The request URI contains an invalid name: ${name}` });
  }
  const named = { ...context, name, rest };
  if (kind === "secrets") return secretCall(request.method, named);
  return kind === "deletedsecrets" ? deletedCall(request.method, named) : unknownPath();
}

interface Context {
  readonly state: VaultState;
  readonly origin: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Named extends Context {
  readonly name: string;
  /** The version, or a verb. */
  readonly rest: string;
}

function secretCall(method: string, call: Named): VaultReply {
  const { state, name, rest } = call;
  if (method === "PUT" && rest === "") return setSecret(call);
  const secret = state.find(name);
  if (!secret || secret.deletedDate !== undefined) return notFound(`Secret not found: ${name}`);
  if (method === "GET" && rest === "versions") return listVersions(secret, call);
  if (method === "POST" && rest === "backup") return backup(secret);
  if (method === "DELETE" && rest === "") {
    return { status: 200, body: bundle(state.delete(secret), call) };
  }
  const version = rest === "" ? secret.versions.at(-1) : secret.versions.find(({ id }) => id === rest);
  if (!version) return notFound(`A secret with (name/id) ${name}/${rest} was not found in this key vault.`);
  if (method === "PATCH") {
    const changed = state.update(secret, version.id, inputOf(call.body));
    return changed ? { status: 200, body: bundle(secret, call, changed) } : notFound(name);
  }
  if (method !== "GET") return unknownPath();
  if (!version.enabled) {
    return refusal(403, "Forbidden", {
      message: "Operation get is not allowed on a disabled secret.",
      inner: "SecretDisabled",
    });
  }
  return { status: 200, body: { value: version.value, ...bundle(secret, call, version) } };
}

function setSecret(call: Named): VaultReply {
  const { state, name, body } = call;
  const { value } = body;
  if (typeof value !== "string")
    return refusal(400, "BadParameter", { message: "Property value is required." });
  if (Buffer.byteLength(value) > maxValueBytes) {
    return refusal(400, "BadParameter", { message: "The value is too long." });
  }
  const secret = state.find(name);
  if (secret?.busy) {
    const inner = secret.busy === "deleting" ? "ObjectIsBeingDeleted" : "ObjectIsBeingRecovered";
    return refusal(409, "Conflict", { message: `Secret ${name} is currently being ${secret.busy}.`, inner });
  }
  if (secret?.deletedDate !== undefined) {
    const message = `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused.`;
    return refusal(409, "Conflict", { message, inner: "ObjectIsDeletedButRecoverable" });
  }
  const version = state.set(name, value, inputOf(body));
  return { status: 200, body: { value, ...bundle(state.find(name), call, version) } };
}

function deletedCall(method: string, call: Named): VaultReply {
  const { state, name, rest } = call;
  const secret = state.find(name);
  if (secret?.deletedDate === undefined || secret.busy === "deleting") {
    return notFound(`Deleted Secret not found: ${name}`);
  }
  if (method === "GET" && rest === "") return { status: 200, body: bundle(secret, call) };
  if (method === "POST" && rest === "recover") {
    return { status: 200, body: bundle({ ...state.recover(secret), deletedDate: undefined }, call) };
  }
  if (method !== "DELETE" || rest !== "") return unknownPath();
  state.purge(secret);
  return { status: 204 };
}

/** A secret without its value; a deleted one says until when it can be recovered. */
function bundle(
  secret:
    | {
        readonly name: string;
        readonly versions: readonly StoredVersion[];
        readonly deletedDate?: number | undefined;
      }
    | undefined,
  { state, origin }: Context,
  version: StoredVersion | undefined = secret?.versions.at(-1),
): object {
  if (!secret || !version) return {};
  const { contentType, tags } = version;
  return {
    ...deletion(secret, origin),
    ...(contentType === undefined ? {} : { contentType }),
    id: `${origin}/secrets/${secret.name}/${version.id}`,
    attributes: attributes(version, state),
    ...(tags === undefined ? {} : { tags }),
  };
}

function deletion(
  { name, deletedDate }: { readonly name: string; readonly deletedDate?: number | undefined },
  origin: string,
): object {
  if (deletedDate === undefined) return {};
  return {
    recoveryId: `${origin}/deletedsecrets/${name}`,
    deletedDate,
    scheduledPurgeDate: deletedDate + ninetyDays,
  };
}

function attributes(
  { enabled, nbf, exp, created, updated }: StoredVersion,
  { softDelete }: VaultState,
): object {
  const dates = { ...(nbf === undefined ? {} : { nbf }), ...(exp === undefined ? {} : { exp }) };
  return {
    enabled,
    ...dates,
    created,
    updated,
    recoveryLevel: softDelete ? "Recoverable+Purgeable" : "Purgeable",
  };
}

function listSecrets(context: Context): VaultReply {
  const secrets = context.state.all().filter(({ deletedDate }) => deletedDate === undefined);
  return page(
    secrets.map((secret) => item(secret, context)),
    { context, path: "/secrets" },
  );
}

function listDeleted(context: Context): VaultReply {
  const secrets = context.state
    .all()
    .filter(({ deletedDate, busy }) => deletedDate !== undefined && busy === undefined);
  return page(
    secrets.map((secret) => item(secret, context)),
    { context, path: "/deletedsecrets" },
  );
}

function listVersions(secret: StoredSecret, call: Named): VaultReply {
  const versions = secret.versions.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const items = versions.map((version) => bundle(secret, call, version));
  return page(items, { context: call, path: `/secrets/${secret.name}/versions` });
}

/** In a listing of the vault, ids have no version. */
function item(secret: StoredSecret, context: Context): object {
  return { ...bundle(secret, context), id: `${context.origin}/secrets/${secret.name}` };
}

function page(
  items: readonly object[],
  { context, path }: { readonly context: Context; readonly path: string },
): VaultReply {
  const { origin, query } = context;
  const size = Number(query.get("maxresults") ?? defaultPage);
  if (!(size >= 1 && size <= defaultPage)) {
    return refusal(400, "BadParameter", { message: "maxresults must be from 1 to 25." });
  }
  const start = Number(Buffer.from(query.get("$skiptoken") ?? "", "base64url").toString() || 0);
  const next = start + size;
  const token = Buffer.from(String(next)).toString("base64url");
  const limit = query.has("maxresults") ? `&maxresults=${size}` : "";
  const link = `${origin}${path}?api-version=${query.get("api-version") ?? "7.0"}&$skiptoken=${token}${limit}`;
  return {
    status: 200,
    body: { value: items.slice(start, next), nextLink: next < items.length ? link : null },
  };
}

/** Opaque to everybody but the vault. */
function backup(secret: StoredSecret): VaultReply {
  return { status: 200, body: { value: Buffer.from(JSON.stringify(secret)).toString("base64url") } };
}

function restoreBackup(context: Context): VaultReply {
  const secret = parsed(Buffer.from(String(context.body["value"]), "base64url").toString()) as
    | StoredSecret
    | undefined;
  if (!secret?.name)
    return refusal(400, "BadParameter", { message: "Backup blob contains invalid or corrupt version." });
  if (context.state.find(secret.name)) return refusal(409, "Conflict", { message: "The secret exists." });
  return { status: 200, body: bundle(context.state.put(secret), context) };
}

function inputOf(body: Readonly<Record<string, unknown>>): VersionInput {
  const { contentType, tags, attributes: given } = body;
  const { enabled, nbf, exp } = (given ?? {}) as { enabled?: boolean; nbf?: number; exp?: number };
  return {
    ...(typeof contentType === "string" ? { contentType } : {}),
    ...(typeof tags === "object" && tags !== null ? { tags: tags as Readonly<Record<string, string>> } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(nbf === undefined ? {} : { nbf }),
    ...(exp === undefined ? {} : { exp }),
  };
}

function notFound(message: string): VaultReply {
  return refusal(404, "SecretNotFound", { message });
}

function unknownPath(): VaultReply {
  return refusal(405, "MethodNotAllowed", { message: "There is no such operation." });
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
  } catch {
    return undefined;
  }
}
