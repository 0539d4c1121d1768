import {
  type CallContext,
  type Clock,
  type ErrorCode,
  isJsonObject,
  parseLosslessJson,
  SecretError,
  whileWanted,
} from "@claviger/core/provider";

export interface StoreRequest {
  /** @default the listing */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** What is being done, for errors. */
  readonly task: string;
  /** The store's own "no such secret" is an answer. */
  readonly absent?: boolean;
}

export interface StoreReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the store's refusals mean, in one table. */
const refusals: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ["invalid_ref", "check how the name is spelled"],
  401: ["auth_failed", "set HTTPKV_TOKEN to a token that the store knows"],
  403: ["denied", "let the token do this, or use another"],
  404: ["not_configured", "check HTTPKV_URL"],
  412: ["conflict", "read the secret again, and decide anew"],
  413: ["invalid_value", "write less"],
  429: ["throttled", "ask less often"],
};

export class StoreClient {
  readonly #options: { readonly url: string; readonly token: string; readonly clock: Clock };

  constructor(options: { readonly url: string; readonly token: string; readonly clock: Clock }) {
    this.#options = options;
  }

  /** Ends when the caller stops waiting. @throws SecretError for whatever is no answer */
  ask(method: string, request: StoreRequest, { signal, deadline }: CallContext): Promise<StoreReply> {
    const { clock } = this.#options;
    const { task } = request;
    return whileWanted((signal) => this.#send(method, request, signal), { signal, deadline, clock, task });
  }

  /** An answer that has not what it should have. */
  garbled(task: string, status = 200): SecretError {
    return new SecretError("unavailable", `${task} got an answer that is not the store's`, {
      hint: "check HTTPKV_URL, and that no proxy answers in the store's place",
      cause: { status },
    });
  }

  async #send(method: string, request: StoreRequest, signal: AbortSignal): Promise<StoreReply> {
    const { path, query = {}, json, task, absent = false } = request;
    const { url, token } = this.#options;
    const below = path === undefined ? "" : `/${path.split("/").map(encodeURIComponent).join("/")}`;
    const search = new URLSearchParams(query).toString();
    const response = await fetch(`${url}/v1/secrets${below}${search && `?${search}`}`, {
      method,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal,
      redirect: "manual", // The token would go along.
    }).catch(() => undefined); // The native error holds the request: nothing of it is kept.
    if (!response) {
      throw new SecretError("unavailable", `${task} failed: the store cannot be reached`, {
        hint: "check HTTPKV_URL, and that the store is running",
      });
    }
    const { status, headers } = response;
    const body = objectIn(await response.text().catch(() => ""));
    if (!body) throw this.garbled(task, status);
    if (status >= 200 && status < 300) return { status, body };
    // A refusal counts only if the store itself sent it, whatever the status says.
    const error = body["error"];
    if (typeof error !== "string") throw this.garbled(task, status);
    if (absent && status === 404 && error === "no such secret") return { status, body };
    const [code, hint] = refusals[status] ?? (["unavailable", "look at the store's own log"] as const);
    const wait = headers.get("retry-after") ?? "";
    throw new SecretError(code, `${task} was refused`, {
      hint,
      cause: { status },
      ...(/^\d{1,6}$/.test(wait) ? { retryAfter: Number(wait) } : {}),
    });
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseLosslessJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
