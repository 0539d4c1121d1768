import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Answer {
  readonly status: number;
  readonly body: object;
}

const refused = (status: number, error: string): Answer => ({ status, body: { error } });

/** The store: it keeps texts, each with a version, as long as it runs. */
export async function startStore(tokens: { readonly mayAll: string; readonly mayNothing: string }) {
  const secrets = new Map<string, { readonly value: string; readonly version: string }>();

  const write = (path: string, value: string): string => {
    const version = randomUUID();
    secrets.set(path, { value, version });
    return version;
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { method = "GET", headers, url = "/" } = request;
    const { pathname, searchParams } = new URL(url, "http://store");
    const token = headers.authorization?.replace("Bearer ", "") ?? "";
    if (isSame(token, tokens.mayNothing)) return refused(403, "forbidden");
    if (!isSame(token, tokens.mayAll)) return refused(401, "unknown token");
    const [, version, kind, ...segments] = pathname.split("/").map(decodeURIComponent);
    if (version !== "v1" || kind !== "secrets") return refused(404, "no such route");
    if (segments.length === 0) return { status: 200, body: page(searchParams) };
    const path = segments.join("/");
    const secret = secrets.get(path);
    if (method === "PUT") {
      const ifMatch = headers["if-match"];
      if (ifMatch !== undefined && ifMatch !== secret?.version) return refused(412, "changed");
      if (headers["if-none-match"] === "*" && secret) return refused(412, "exists");
      const { value } = JSON.parse(await text(request)) as { readonly value: string };
      return { status: 200, body: { version: write(path, value) } };
    }
    if (!secret) return refused(404, "no such secret");
    if (method === "DELETE") secrets.delete(path);
    return { status: 200, body: method === "DELETE" ? {} : secret };
  };

  const page = (search: URLSearchParams): object => {
    const [prefix, after] = [search.get("prefix") ?? "", search.get("after") ?? ""];
    const names = [...secrets.keys()].filter((name) => name.startsWith(prefix) && name > after).toSorted();
    const shown = names.slice(0, 10);
    return { names: shown, ...(names.length > shown.length ? { next: shown.at(-1) } : {}) };
  };

  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request).catch(() => refused(400, "bad request"));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    write,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** In constant time. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
