import { type LoopbackServer, startLoopbackServer } from "../fixtures/loopback-server.ts";

/** A small store that speaks HTTP. */
export async function startAcme(tokens: {
  readonly readers: readonly string[];
  readonly others: readonly string[];
}): Promise<LoopbackServer & { readonly secrets: Map<string, string> }> {
  const secrets = new Map<string, string>();
  const answer = (path: string, token: string): readonly [number, object] => {
    if (tokens.others.includes(token)) return [403, { error: "not allowed" }];
    if (!tokens.readers.includes(token)) return [401, { error: "who are you?" }];
    const value = secrets.get(path);
    return value === undefined ? [404, { error: "no such secret" }] : [200, { value }];
  };
  const server = await startLoopbackServer((request, response) => {
    const path = (request.url ?? "").slice("/v1/".length).split("/").map(decodeURIComponent).join("/");
    const [status, body] = answer(path, request.headers.authorization?.slice("Bearer ".length) ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  return { ...server, secrets };
}
