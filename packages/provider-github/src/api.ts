import { type Clock, HttpClient, isJsonObject, type SecretError } from "@claviger/core/provider";
import type { Reply } from "./reply.ts";
import { errorFromNetwork, errorFromReply, notAnAnswer } from "./translate-error.ts";

/** One call to the REST API. */
export interface ApiRequest {
  /** Such as `GET /orgs/{org}/actions/secrets/{secret_name}`. */
  readonly route: string;
  /** Those of the path; the rest is the query, or the body of a PUT or POST. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** As whom, and for how long. */
interface Sending {
  readonly authorization: string;
  readonly signal: AbortSignal;
}

/** The REST API of one GitHub. Opens no socket: that is the first request's. */
export class Api {
  readonly url: string;
  readonly #clock: Clock;
  // A page of a hundred secrets or repositories is far shorter.
  readonly #http = new HttpClient({ title: "GitHub", maxReplyBytes: 4 * 1024 * 1024, maxSockets: 16 });

  constructor(url: string, clock: Clock) {
    this.url = url;
    this.#clock = clock;
  }

  /** Over @octokit/request, which is imported at the first call and makes none twice. @throws SecretError if there is no reply */
  async send({ route, parameters }: ApiRequest, { authorization, signal }: Sending): Promise<Reply> {
    const { request } = await import("@octokit/request");
    const options = {
      ...parameters,
      baseUrl: this.url,
      headers: {
        accept: "application/json",
        authorization,
        "user-agent": "claviger",
        "x-github-api-version": "2022-11-28",
      },
      // It warns of deprecations on the console.
      request: { fetch: this.#fetch, signal, log: silent },
    };
    try {
      return replyOf(await request(route, options));
    } catch (error) {
      // Its error for a refusal has the request and the response in it: the response's parts are taken, the rest is left.
      const { response, cause } = error as { readonly response?: OctokitReply; readonly cause?: unknown };
      if (response) return replyOf(response);
      throw errorFromNetwork(cause ?? error, this.url);
    }
  }

  /** What a reply means that is neither an answer nor a 404 of GitHub's. */
  refusal(reply: Reply): SecretError {
    return errorFromReply(reply, { url: this.url, clock: this.#clock });
  }

  /** A success that has not what it should have. */
  notAnAnswer(status = 200): SecretError {
    return notAnAnswer(status, this.url);
  }

  close(): void {
    this.#http.close();
  }

  /** In the shape of `fetch`, as far as @octokit/request uses it. */
  readonly #fetch = async (url: string, { method, headers, body, signal }: FetchRequest) => {
    const reply = await this.#http.send({ method, url, headers, body, signal });
    return {
      url,
      status: reply.status,
      headers: new Map(Object.entries(reply.headers).map(([name, value]) => [name, String(value)])),
      text: async () => new TextDecoder().decode(reply.bytes),
      // Asked for what is neither JSON nor text, which GitHub never answers with.
      arrayBuffer: async () => new ArrayBuffer(0),
    };
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface FetchRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

interface OctokitReply {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}

function replyOf({ status, headers, data }: OctokitReply): Reply {
  return { status, headers: { ...headers }, body: isJsonObject(data) ? data : undefined };
}
