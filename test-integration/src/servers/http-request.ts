import { request as requestByHttp, type IncomingHttpHeaders } from "node:http";
import { request as requestByHttps } from "node:https";

/** A request to a test server. */
export interface HttpRequest {
  readonly url: string;
  /** @default "GET" */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The certificate authority, in PEM, that an https server is checked against. */
  readonly ca?: string;
  /** @default 10 */
  readonly timeoutSeconds?: number;
}

/** What a test server answered; no status is an error here. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Asks a test server something on a connection of its own, so that a server that was restarted meets no stale one.
 * Not `fetch`: that one takes no certificate authority, and follows redirects.
 *
 * @throws Error when the server can't be reached or doesn't answer in time.
 */
export async function httpRequest(options: HttpRequest): Promise<HttpResponse> {
  const { url, method = "GET", headers = {}, body, ca, timeoutSeconds = 10 } = options;
  const send = url.startsWith("https:") ? requestByHttps : requestByHttp;
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  return await new Promise((resolve, reject) => {
    const request = send(url, { method, headers, ca, signal, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Whether a server answers a GET with status 200; false while it can't be reached. */
export async function answersOk(request: Pick<HttpRequest, "url" | "headers" | "ca">): Promise<boolean> {
  try {
    const { status } = await httpRequest({ ...request, timeoutSeconds: 2 });
    return status === 200;
  } catch {
    return false;
  }
}
