import type { SecretError, SecretInfo } from "@claviger/core/provider";
import type { Api, Call } from "./api.ts";
import { isGithubs, isObject, type JsonObject, type Reply } from "./reply.ts";
import { placeOf, type Scope } from "./scope.ts";
import { infoOf } from "./secret-info.ts";
import { errorFromReply, notAnAnswer } from "./translate-error.ts";
import { whyHidden } from "./why-hidden.ts";

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
    if (reply.status === 404 && isGithubs(reply)) {
      // GitHub says so of what may not be known, too: of the place, then, and not of this secret alone.
      await this.publicKey(call);
      return undefined;
    }
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
    const reply = await this.send("GET", { suffix: "/public-key", parameters: {} }, call);
    if (reply.status !== 200) throw await this.refusal(reply, call);
    const { key_id: id, key } = reply.body ?? {};
    if (typeof id !== "string" || typeof key !== "string") throw this.notAnAnswer(reply);
    return { id, key };
  }

  /** What a reply means that refuses something of the place as a whole. */
  async refusal(reply: Reply, call: Call): Promise<SecretError> {
    return reply.status === 404 && isGithubs(reply)
      ? await whyHidden(this.scope, this.#api, call)
      : this.#error(reply);
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

  #error(reply: Reply): SecretError {
    return errorFromReply(reply, this.#api.subject);
  }
}

/** A path below the place of the secrets. */
interface Target {
  readonly suffix: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
