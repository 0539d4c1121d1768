import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What Kubernetes' API server does for Vault's Kubernetes login: it reviews tokens. */
export interface TokenReviewServer extends AsyncDisposable {
  readonly address: string;
  /** How many tokens it reviewed. */
  readonly reviews: number;
  /** From now on it answers 500. */
  fail(): void;
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for Kubernetes' API server, which knows these tokens. It deviates from the real one: it speaks http, knows the
 * path of the review alone, does not look at who asks for the review, and takes every audience.
 */
export async function startTokenReview(
  tokens: ReadonlyMap<string, { readonly namespace: string; readonly serviceAccount: string }>,
): Promise<TokenReviewServer> {
  let reviews = 0;
  let fails = false;
  const server = createServer(async (request, response) => {
    const review: unknown = JSON.parse(await text(request));
    reviews += 1;
    const token: unknown = Reflect.get(Object(Reflect.get(Object(review), "spec")), "token");
    const account = tokens.get(String(token));
    const status = account
      ? {
          authenticated: true,
          user: {
            username: `system:serviceaccount:${account.namespace}:${account.serviceAccount}`,
            uid: "5e1f",
            groups: ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`],
          },
        }
      : { authenticated: false, error: "invalid bearer token" };
    response.writeHead(fails ? 500 : 201, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", metadata: {}, status }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return {
    address: `http://127.0.0.1:${port}`,
    get reviews() {
      return reviews;
    },
    fail: () => {
      fails = true;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
