import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { freePort } from "../free-port.ts";
import { httpRequest } from "../http-request.ts";
import { startServerProcess } from "../server-process.ts";
import { answerOf } from "./github-answers.ts";
import { emptyGithub, type GithubState } from "./github-state.ts";

/**
 * A stand-in for GitHub's REST API, of which there is no server to be had: a fake of ours that keeps state, behind Prism, which
 * checks each request, and each of the fake's answers, against GitHub's own OpenAPI description. A request that GitHub's
 * description does not allow never reaches the fake: it is a 422 of Prism's. Where the fake deviates is said in
 * `github-answers.ts`.
 */
export interface FakeGithub extends AsyncDisposable {
  /** Prism's. */
  readonly address: string;
  readonly state: GithubState;
  /** What reached the fake: `PUT /repos/…`. */
  readonly requests: string[];
  stop(): Promise<void>;
}

export async function startGithub(): Promise<FakeGithub> {
  const state = await emptyGithub();
  const requests: string[] = [];
  const port = await freePort();
  const server = createServer(async (incoming, response) => {
    const { method = "GET", url = "/", headers } = incoming;
    requests.push(`${method} ${url}`);
    const sent = await text(incoming);
    const request = {
      method,
      url: new URL(url, "http://fake"),
      authorization: headers.authorization ?? "",
      body: sent === "" ? {} : JSON.parse(sent),
    };
    const { status, body } = answerOf(request, state);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const prism = await startPrism(`http://127.0.0.1:${port}`);
  const stop = async (): Promise<void> => {
    await prism.controls.stop();
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { address: `http://127.0.0.1:${prism.port}`, state, requests, stop, [Symbol.asyncDispose]: stop };
}

function startPrism(upstream: string): ReturnType<typeof startServerProcess> {
  const manifest = createRequire(import.meta.url).resolve("@stoplight/prism-cli/package.json");
  const { bin }: { readonly bin: Readonly<Record<string, string>> } = createRequire(manifest)(manifest);
  const command = join(dirname(manifest), bin["prism"] ?? "");
  const description = join(import.meta.dirname, "description.json");
  return startServerProcess({
    name: "prism",
    command: ({ port }) => ({
      file: process.execPath,
      args: [command, "proxy", description, upstream, "-h", "127.0.0.1", "-p", String(port), "--errors"],
    }),
    isReady: async ({ port }) => {
      // No path of the description: Prism answers it itself.
      const { status } = await httpRequest({ url: `http://127.0.0.1:${port}/`, timeoutSeconds: 2 }).catch(
        () => ({
          status: 0,
        }),
      );
      return status !== 0;
    },
  });
}
