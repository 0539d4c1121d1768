import { SecretError, type SecretInfo } from "@claviger/core/provider";
import type { Api, Call } from "./api.ts";
import { isGithubs, isObject, type JsonObject, type Reply } from "./reply.ts";
import { describeScope, placeOf, type Scope } from "./scope.ts";
import { errorFromReply, notAnAnswer } from "./translate-error.ts";

/** What a value is sealed for. */
export interface PublicKey {
  readonly id: string;
  /** In base64. */
  readonly key: string;
}

/** What one repository, environment or organisation has, through the REST API. */
export class SecretsOf {
  readonly scope: Scope;
  readonly #api: Api;

  constructor(scope: Scope, api: Api) {
    this.scope = scope;
    this.#api = api;
  }

  /** What is known of a secret. @returns `undefined` only where GitHub proves that it is not there */
  async find(name: string, call: Call): Promise<JsonObject | undefined> {
    const reply = await this.send(
      "GET",
      { suffix: "/{secret_name}", parameters: { secret_name: name } },
      call,
    );
    if (await this.isAbsent(reply, call)) return undefined;
    if (reply.status !== 200) throw this.#error(reply);
    if (!isObject(reply.body) || typeof reply.body["name"] !== "string") throw this.notAnAnswer(reply);
    return reply.body;
  }

  /** Every secret, a page of a hundred at a time. */
  async *list(call: Call): AsyncGenerator<SecretInfo> {
    for await (const entry of this.pages("secrets", { suffix: "", parameters: {} }, call)) {
      const { name } = entry;
      if (typeof name !== "string") throw this.notAnAnswer({ status: 200, headers: {}, body: entry });
      yield infoOf(name, entry);
    }
  }

  /** The members of a list over all its pages. */
  async *pages(member: string, { suffix, parameters }: Target, call: Call): AsyncGenerator<JsonObject> {
    const perPage = 100;
    for (let page = 1; ; page += 1) {
      const target = { suffix, parameters: { ...parameters, per_page: perPage, page } };
      const reply = await this.send("GET", target, call);
      if (reply.status !== 200) throw await this.refusal(reply, call);
      const entries = reply.body?.[member];
      if (!Array.isArray(entries) || !entries.every(isObject)) throw this.notAnAnswer(reply);
      yield* entries;
      if (entries.length < perPage) return;
    }
  }

  /** The key that values are sealed for now. Having it proves that the place is there and that its secrets may be seen. */
  async publicKey(call: Call): Promise<PublicKey> {
    const reply = await this.#askForKey(call);
    if (reply.status !== 200) throw await this.refusal(reply, call);
    const { key_id: id, key } = reply.body ?? {};
    if (typeof id !== "string" || typeof key !== "string") throw this.notAnAnswer(reply);
    return { id, key };
  }

  /** Whether a reply about one secret proves that it is not there. @throws SecretError if the place itself is not to be had */
  async isAbsent(reply: Reply, call: Call): Promise<boolean> {
    if (reply.status !== 404 || !isGithubs(reply)) return false;
    // GitHub says 404 of what may not be known, too: of the place, then, and not of this secret alone.
    await this.publicKey(call);
    return true;
  }

  /** What a reply means that refuses something of the place as a whole. */
  async refusal(reply: Reply, call: Call): Promise<SecretError> {
    return reply.status === 404 && isGithubs(reply) ? await this.#whyHidden(call) : this.#error(reply);
  }

  notAnAnswer(reply: Reply): SecretError {
    return notAnAnswer(reply, this.#api.subject);
  }

  /** @param target - below the place of the secrets */
  send(method: "GET" | "PUT" | "DELETE", { suffix, parameters }: Target, call: Call): Promise<Reply> {
    const place = placeOf(this.scope);
    return this.#api.send(
      { route: `${method} ${place.path}${suffix}`, parameters: { ...place.parameters, ...parameters } },
      call,
    );
  }

  #askForKey(call: Call): Promise<Reply> {
    return this.send("GET", { suffix: "/public-key", parameters: {} }, call);
  }

  #error(reply: Reply): SecretError {
    return errorFromReply(reply, this.#api.subject);
  }

  /** GitHub answered 404 for the place: it is not there, or these credentials may not know of it, or of its secrets alone. */
  async #whyHidden(call: Call): Promise<SecretError> {
    const { scope } = this;
    const owner = await this.#isThere(
      scope.kind === "organization" ? "/orgs/{org}" : "/repos/{owner}/{repo}",
      call,
    );
    if (!owner)
      return notThere(describeScope(scope.kind === "environment" ? { ...scope, kind: "repository" } : scope));
    const path = "/repos/{owner}/{repo}/environments/{environment_name}";
    if (scope.kind === "environment" && !(await this.#isThere(path, call)))
      return notThere(describeScope(scope));
    return new SecretError(
      "denied",
      `GitHub hides the secrets of ${describeScope(scope)} from these credentials`,
      {
        hint: "who owns the token has to be an administrator there, and the token needs what policy() writes",
        cause: { status: 404 },
      },
    );
  }

  async #isThere(path: string, call: Call): Promise<boolean> {
    const { parameters } = placeOf(this.scope);
    const reply = await this.#api.send({ route: `GET ${path}`, parameters: onlyOf(path, parameters) }, call);
    if (reply.status === 404 && isGithubs(reply)) return false;
    if (reply.status !== 200) throw this.#error(reply);
    return true;
  }
}

/** A path below the place of the secrets. */
interface Target {
  readonly suffix: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A parameter that the path does not have would become a query. */
function onlyOf(
  path: string,
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => path.includes(`{${name}}`)));
}

function notThere(what: string): SecretError {
  return new SecretError(
    "not_configured",
    `GitHub has not ${what}, or these credentials may not know of it`,
    {
      hint: "correct SECRETS_GITHUB_REPO, SECRETS_GITHUB_ORG or SECRETS_GITHUB_ENVIRONMENT, or let the token have that repository (classic tokens: the scope repo or admin:org)",
      cause: { status: 404 },
    },
  );
}

/** What is told of a secret. There is no version: GitHub has none, and its times are whole seconds. */
function infoOf(name: string, entry: JsonObject): SecretInfo {
  const { created_at: created, updated_at: updated, visibility } = entry;
  return {
    path: name,
    ...dated("createdAt", created),
    ...dated("updatedAt", updated),
    ...(typeof visibility === "string" ? { metadata: { visibility } } : {}),
  };
}

function dated(name: "createdAt" | "updatedAt", value: unknown): Partial<Record<typeof name, Date>> {
  const date = typeof value === "string" ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? { [name]: date } : {};
}
