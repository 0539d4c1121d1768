import {
  type CallContext,
  type Check,
  type DeleteOptions,
  type Host,
  isJsonObject,
  type Location,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type WritableValue,
} from "@claviger/core/provider";
import { Api, type ApiRequest } from "./api.ts";
import { AppAuthentication } from "./app-authentication.ts";
import { audienceIn, currentAudience, inBody } from "./audience.ts";
import { type Authentication, tokenAuthentication } from "./authentication.ts";
import { examine } from "./check.ts";
import { overtaken, refuseExisting } from "./if-absent.ts";
import type { Visibility } from "./options.ts";
import { isGithubs, type JsonObject, type Reply } from "./reply.ts";
import { placeOf, type Scope, type Target, targetOf } from "./scope.ts";
import { seal } from "./seal.ts";
import type { Settings } from "./settings.ts";
import { whyHidden } from "./why-hidden.ts";
import { refuseConditions, textToWrite } from "./writable.ts";

/** What a value is sealed for. */
export interface PublicKey {
  readonly id: string;
  /** In base64. */
  readonly key: string;
}

/** The secrets of one repository, environment or organisation. Opens no socket: that is the first request's. */
export class Store {
  readonly scope: Scope;
  /** Who gets an organisation's new secret. */
  readonly visibility: Visibility;
  readonly api: Api;
  readonly #authentication: Authentication;

  constructor({ scope, visibility, url, app, token }: Settings, host: Host) {
    this.scope = scope;
    this.visibility = visibility;
    this.api = new Api(url, host.clock);
    this.#authentication = app ? new AppAuthentication(app, this.api, host) : tokenAuthentication(token);
  }

  /** Every secret whose name begins so. None is given before all pages are read: who deletes what is listed would move them. */
  async *list(prefix: string, ctx: CallContext): AsyncGenerator<SecretInfo> {
    const wanted = prefix.toUpperCase();
    const all: SecretInfo[] = [];
    for await (const entry of this.pages("secrets", { suffix: "", parameters: {} }, ctx)) {
      const info = infoOf(entry);
      if (!info) throw this.api.notAnAnswer();
      if (info.path.startsWith(wanted)) all.push(info);
    }
    yield* all;
  }

  /** Makes a secret, or replaces its value and keeps the rest. */
  async put(
    location: Location,
    value: WritableValue,
    options: PutOptions,
    ctx: CallContext,
  ): Promise<SecretInfo> {
    refuseConditions(location, options);
    const given = audienceIn(options.metadata, this.scope);
    const text = textToWrite(value);
    const { path: name } = location;
    const { ifAbsent = false } = options;
    const isOrganization = this.scope.kind === "organization";
    const found = ifAbsent || isOrganization ? await this.find(name, ctx) : undefined;
    if (ifAbsent) refuseExisting(found, name, ctx);
    const audience = isOrganization ? (given ?? (await currentAudience(found, this, ctx))) : undefined;
    const { id, key } = await this.publicKey(ctx);
    const sealed = await seal(text, key);
    if (sealed === undefined) throw this.api.notAnAnswer();
    const body = { key_id: id, encrypted_value: sealed, ...inBody(audience) };
    const reply = await this.ask("PUT", targetOf(name, body), ctx);
    if (reply.status !== 201 && reply.status !== 204) throw await this.refusal(reply, ctx);
    // 204 says that there was one, made after it was looked for.
    if (ifAbsent && reply.status === 204) throw overtaken(name);
    return { path: name, ...(audience ? { metadata: { visibility: audience.visibility } } : {}) };
  }

  /** Deletes a secret; what is proved not to be there is no failure. */
  async delete(location: Location, { version }: DeleteOptions, ctx: CallContext): Promise<void> {
    refuseConditions({ ...location, ...(version === undefined ? {} : { version: { version } }) });
    const { path: name } = location;
    const reply = await this.ask("DELETE", targetOf(name), ctx);
    if (reply.status === 204) return;
    if (reply.status !== 404 || !isGithubs(reply)) throw await this.refusal(reply, ctx);
    // The same answer is for who may not delete it.
    if (!(await this.find(name, ctx))) return;
    throw new SecretError("denied", `GitHub does not let these credentials delete ${name}`, {
      hint: "the token needs what policy() writes",
      cause: { status: 404 },
    });
  }

  check(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]> {
    return examine(locations, this, ctx);
  }

  close(): void {
    this.api.close();
  }

  /** What is known of a secret. @returns `undefined` only where GitHub proves that it is not there */
  async find(name: string, ctx: CallContext): Promise<SecretInfo | undefined> {
    const reply = await this.ask("GET", targetOf(name), ctx);
    if (reply.status === 404 && isGithubs(reply)) {
      // GitHub says so of what may not be known, too: of the place, then, and not of this secret alone.
      await this.publicKey(ctx);
      return undefined;
    }
    if (reply.status !== 200) throw this.api.refusal(reply);
    const info = infoOf(reply.body ?? {});
    if (!info) throw this.api.notAnAnswer();
    return info;
  }

  /** The key that values are sealed for now. Having it proves that the place is there and that its secrets may be seen. */
  async publicKey(ctx: CallContext): Promise<PublicKey> {
    const reply = await this.ask("GET", { suffix: "/public-key", parameters: {} }, ctx);
    if (reply.status !== 200) throw await this.refusal(reply, ctx);
    const { key_id: id, key } = reply.body ?? {};
    if (typeof id !== "string" || typeof key !== "string") throw this.api.notAnAnswer();
    return { id, key };
  }

  /** The members of a list over all its pages, a hundred at a time. */
  async *pages(member: string, { suffix, parameters }: Target, ctx: CallContext): AsyncGenerator<JsonObject> {
    const perPage = 100;
    for (let page = 1; ; page += 1) {
      const target = { suffix, parameters: { ...parameters, per_page: perPage, page } };
      const reply = await this.ask("GET", target, ctx);
      if (reply.status !== 200) throw await this.refusal(reply, ctx);
      const entries = reply.body?.[member];
      if (!Array.isArray(entries) || !entries.every(isJsonObject)) throw this.api.notAnAnswer();
      yield* entries;
      if (entries.length < perPage) return;
    }
  }

  /** @param target - below the place of the secrets */
  ask(method: "GET" | "PUT" | "DELETE", { suffix, parameters }: Target, ctx: CallContext): Promise<Reply> {
    const place = placeOf(this.scope);
    const route = `${method} ${place.path}${place.secrets}${suffix}`;
    return this.send({ route, parameters: { ...place.parameters, ...parameters } }, ctx);
  }

  /** @throws SecretError if there is no reply, or no credentials */
  async send(request: ApiRequest, ctx: CallContext): Promise<Reply> {
    const { signal } = ctx;
    const authorization = await this.#authentication.header(ctx);
    const reply = await this.api.send(request, { authorization, signal });
    // One new login; a refused request did nothing, so that it can be sent again.
    if (reply.status !== 401 || !isGithubs(reply) || !this.#authentication.refused(authorization))
      return reply;
    return this.api.send(request, { authorization: await this.#authentication.header(ctx), signal });
  }

  /** What a reply means that refuses something of the place as a whole. */
  async refusal(reply: Reply, ctx: CallContext): Promise<SecretError> {
    return reply.status === 404 && isGithubs(reply) ? await whyHidden(this, ctx) : this.api.refusal(reply);
  }
}

/** What is told of a secret, if it is one. There is no version: GitHub has none, and its times are whole seconds. */
function infoOf(entry: JsonObject): SecretInfo | undefined {
  const { name, created_at: created, updated_at: updated, visibility } = entry;
  if (typeof name !== "string") return undefined;
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
