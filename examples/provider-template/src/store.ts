import {
  type CallContext,
  type DeleteOptions,
  HttpClient,
  isJsonObject,
  type Location,
  parseLosslessJson,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type SecretRecord,
  type WritableValue,
} from "@claviger/core/provider";
import { garbled, refusal, unreachable } from "./errors.ts";
import { textToWrite } from "./text-to-write.ts";

interface StoreRequest {
  readonly method: "GET" | "PUT" | "DELETE";
  /** @default the listing */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** What is being done, for errors. */
  readonly task: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The store, as somebody. It is imported by the first call, and opens no socket before. */
export class Store {
  readonly #url: string;
  readonly #token: string;
  readonly #http = new HttpClient({ title: "httpkv", maxReplyBytes: 1_048_576 });

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  async get({ path, version }: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    if (version) throw unsupported("the store keeps no old values", "ask without a version");
    const task = `reading "${path}"`;
    const body = await this.#ask({ method: "GET", path, task }, ctx);
    if (!body) return undefined;
    const { value, version: current } = body;
    if (typeof value !== "string" || typeof current !== "string") throw garbled(task);
    return { id: path, value: { type: "text", text: value }, version: current };
  }

  async *list(prefix: string, ctx: CallContext): AsyncGenerator<SecretInfo> {
    const task = "listing secrets";
    for (let after: string | undefined; ;) {
      const query = { prefix, ...(after === undefined ? {} : { after }) };
      const answer = await this.#ask({ method: "GET", query, task }, ctx);
      const [names, next] = [answer?.["names"], answer?.["next"]];
      if (!Array.isArray(names)) throw garbled(task);
      for (const path of names) yield { path: String(path) };
      if (typeof next !== "string") return;
      after = next;
    }
  }

  async put(
    { path }: Location,
    value: WritableValue,
    { ifVersion, ifAbsent = false, stage, metadata = {} }: PutOptions,
    ctx: CallContext,
  ): Promise<SecretInfo> {
    if (stage !== undefined || Object.keys(metadata).length > 0) {
      throw unsupported("the store keeps values alone", "write without a stage and without metadata");
    }
    const task = `writing "${path}"`;
    const headers = {
      ...(ifVersion === undefined ? {} : { "if-match": ifVersion }),
      ...(ifAbsent ? { "if-none-match": "*" } : {}),
    };
    const json = { value: textToWrite(value) };
    const answer = await this.#ask({ method: "PUT", path, headers, json, task }, ctx);
    const version = answer?.["version"];
    if (typeof version !== "string") throw garbled(task);
    return { path, version };
  }

  async delete({ path }: Location, { version }: DeleteOptions, ctx: CallContext): Promise<void> {
    if (version !== undefined) throw unsupported("the store keeps no old values", "delete the secret");
    await this.#ask({ method: "DELETE", path, task: `deleting "${path}"` }, ctx);
  }

  close(): void {
    this.#http.close();
  }

  /** @returns the answer; `undefined` is the store's own "no such secret". @throws SecretError for whatever is neither */
  async #ask(request: StoreRequest, { signal }: CallContext): Promise<JsonObject | undefined> {
    const { method, path, query = {}, json, task } = request;
    const below = path === undefined ? "" : `/${path.split("/").map(encodeURIComponent).join("/")}`;
    const search = new URLSearchParams(query).toString();
    const url = `${this.#url}/v1/secrets${below}${search && `?${search}`}`;
    const headers = { ...request.headers, authorization: `Bearer ${this.#token}` };
    const body = json === undefined ? undefined : JSON.stringify(json);
    const reply = await this.#http
      .send({ method, url, headers, body, signal })
      .catch((error: unknown) => Promise.reject(unreachable(task, error)));
    const { status } = reply;
    const answer = objectIn(new TextDecoder().decode(reply.bytes));
    if (!answer) throw garbled(task, status);
    if (status >= 200 && status < 300) return answer;
    // A refusal counts only if the store itself sent it, whatever the status says.
    const { error } = answer;
    if (typeof error !== "string") throw garbled(task, status);
    if (status === 404 && error === "no such secret") return undefined;
    throw refusal(task, reply);
  }
}

function unsupported(problem: string, hint: string): SecretError {
  return new SecretError("unsupported", problem, { hint });
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = parseLosslessJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
