import { createPublicKey, randomBytes, verify } from "node:crypto";
import description from "./description.json" with { type: "json" };
import {
  type GithubState,
  type Identity,
  type SecretShelf,
  type StoredSecret,
  unseal,
} from "./github-state.ts";

/** A request, taken apart. */
export interface GithubRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GithubAnswer {
  readonly status: number;
  readonly body?: object;
}

const notFound: GithubAnswer = { status: 404, body: { message: "Not Found", status: "404" } };

function refused(status: number, message: string): GithubAnswer {
  return { status, body: { message, status: String(status) } };
}

/**
 * What GitHub answers, as far as secrets go. Its rules are those of GitHub's documentation; its messages are from memory. It
 * does not know: SSO, suspended Apps, rate limits (a proxy puts those in), two-step permissions of environments.
 */
export function answerOf(request: GithubRequest, state: GithubState): GithubAnswer {
  const segments = request.url.pathname.split("/").slice(1).map(decodeURIComponent);
  if (segments[0] === "app") return logIn(request, segments[2] ?? "", state);
  const identity = state.tokens.get(request.authorization.replace(/^Bearer /, ""));
  if (!identity) return refused(401, "Bad credentials");
  if (segments[0] === "orgs") return ofOrganization(request, segments.slice(1), { identity, state });
  return ofRepository(request, segments.slice(1), { identity, state });
}

interface Setting {
  readonly identity: Identity;
  readonly state: GithubState;
}

function ofRepository(request: GithubRequest, segments: readonly string[], setting: Setting): GithubAnswer {
  const [owner = "", name = "", area, ...rest] = segments;
  const { identity, state } = setting;
  const repository = state.repositories.get(`${owner}/${name}`);
  if (!repository || identity.secrets === "hidden") return notFound;
  if (area === undefined)
    return shown("full-repository-default-response", {
      name,
      full_name: `${owner}/${name}`,
      language: null,
      ...noFork,
    });
  if (area === "actions") return ofSecrets(request, rest.slice(1), { ...setting, shelf: repository.shelf });
  const [environment = "", secrets, ...below] = rest;
  const shelf = repository.environments.get(environment);
  if (!shelf) return notFound;
  return secrets === undefined
    ? shown("environment", { name: environment })
    : ofSecrets(request, below, { ...setting, shelf });
}

function ofOrganization(request: GithubRequest, segments: readonly string[], setting: Setting): GithubAnswer {
  const [login = "", area, ...rest] = segments;
  const shelf = setting.state.organizations.get(login);
  if (!shelf) return notFound;
  if (area === undefined) return shown("organization-full", { login, archived_at: null });
  return setting.identity.secrets === "hidden"
    ? notFound
    : ofSecrets(request, rest.slice(1), { ...setting, shelf, isOrganization: true });
}

interface ShelfSetting extends Setting {
  readonly shelf: SecretShelf;
  readonly isOrganization?: boolean;
}

function ofSecrets(request: GithubRequest, segments: readonly string[], setting: ShelfSetting): GithubAnswer {
  const { shelf, identity, state } = setting;
  const [name, below] = segments;
  const needed = request.method === "GET" ? ["read", "write"] : ["write"];
  if (!needed.includes(identity.secrets))
    return refused(403, "Resource not accessible by personal access token");
  if (name === undefined) {
    const all = [...shelf.secrets].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(describe);
    return { status: 200, body: { total_count: all.length, secrets: pageOf(all, request.url) } };
  }
  if (name === "public-key") {
    const key = Buffer.from(state.keyPair.publicKey).toString("base64");
    return { status: 200, body: { key_id: state.keyId, key } };
  }
  // Names are looked up in any case, as GitHub does.
  const stored = name.toUpperCase();
  if (request.method === "PUT") return write(stored, request.body, setting);
  const secret = shelf.secrets.get(stored);
  if (!secret) return notFound;
  if (below === "repositories") return repositoriesOf(secret, request.url);
  if (request.method === "GET") return { status: 200, body: describe([stored, secret]) };
  shelf.secrets.delete(stored);
  return { status: 204 };
}

function write(name: string, body: GithubRequest["body"], setting: ShelfSetting): GithubAnswer {
  const { shelf, state, isOrganization = false } = setting;
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name) || name.startsWith("GITHUB_"))
    return refused(422, "Secret names can only …");
  if (body["key_id"] !== state.keyId) return refused(422, "Invalid key_id");
  const value = unseal(String(body["encrypted_value"]), state);
  if (value === undefined) return refused(422, "Bad request - unable to decrypt");
  if (Buffer.byteLength(value) > 48 * 1024) return refused(422, "Secret value is too large");
  const isNew = !shelf.secrets.has(name);
  if (isNew && shelf.secrets.size >= shelf.capacity) return refused(422, "Too many secrets");
  const { visibility, selected_repository_ids: ids } = body;
  const chosen = visibility === "selected" ? { repositories: Array.isArray(ids) ? ids.map(Number) : [] } : {};
  shelf.keep(name, value, isOrganization ? { visibility: String(visibility), ...chosen } : {});
  return isNew ? { status: 201, body: {} } : { status: 204 };
}

function describe([name, secret]: readonly [string, StoredSecret]): object {
  const { createdAt: created_at, updatedAt: updated_at, visibility } = secret;
  return { name, created_at, updated_at, ...(visibility === undefined ? {} : { visibility }) };
}

function repositoriesOf({ visibility, repositories = [] }: StoredSecret, url: URL): GithubAnswer {
  if (visibility !== "selected") return refused(409, "Visibility is not selected");
  const [shape] = exampleOf("public-repository-paginated")["repositories"] as readonly object[];
  const all = repositories.map((id) => ({ ...shape, id }));
  return { status: 200, body: { total_count: all.length, repositories: pageOf(all, url) } };
}

function pageOf<T>(all: readonly T[], { searchParams }: URL): readonly T[] {
  const perPage = Number(searchParams.get("per_page") ?? 30);
  const start = (Number(searchParams.get("page") ?? 1) - 1) * perPage;
  return all.slice(start, start + perPage);
}

/** Checks the App's JWT as GitHub does: RS256, its issuer, and a life of ten minutes at most. */
function logIn({ authorization }: GithubRequest, installation: string, state: GithubState): GithubAnswer {
  const [header = "", payload = "", signature = ""] = authorization.replace(/^Bearer /i, "").split(".");
  const { app } = state;
  const signed = Buffer.from(`${header}.${payload}`);
  if (
    !app ||
    !verify("RSA-SHA256", signed, createPublicKey(app.publicKey), Buffer.from(signature, "base64url"))
  ) {
    return refused(401, "A JSON web token could not be decoded");
  }
  const claims: { readonly iss: unknown; readonly iat: number; readonly exp: number } = JSON.parse(
    Buffer.from(payload, "base64url").toString(),
  );
  const now = Date.now() / 1000;
  if (String(claims.iss) !== app.id || claims.iat > now || claims.exp < now || claims.exp > now + 600) {
    return refused(401, "Integration not found");
  }
  if (installation !== app.installationId) return notFound;
  const token = `ghs_${randomBytes(18).toString("hex")}`;
  state.tokens.set(token, { secrets: "write" });
  state.logins += 1;
  const expires = new Date(Date.now() + state.tokenSeconds * 1000).toISOString().replace(/\.\d+/, "");
  return { status: 201, body: { token, expires_at: expires, permissions: { secrets: "write" } } };
}

/** The example is of a fork. */
const noFork = { fork: false, parent: undefined, source: undefined };

/** An answer of GitHub's own documentation, with members changed; two of them lack one that its schema requires. */
function shown(example: keyof typeof description.components.examples, changes: object): GithubAnswer {
  return { status: 200, body: { ...exampleOf(example), ...changes } };
}

function exampleOf(name: keyof typeof description.components.examples): Readonly<Record<string, unknown>> {
  return description.components.examples[name].value;
}
