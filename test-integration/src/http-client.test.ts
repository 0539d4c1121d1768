import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { HttpClient, networkMeaning } from "@claviger/core/provider";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { makeTestAuthority, type TestAuthority } from "./servers/key-vault/test-authority.ts";

// The HTTP client of core's kit, over TLS. What has nothing to do with certificates is tested in core itself.

let authority: TestAuthority;
let stranger: TestAuthority;
const closing: (() => void)[] = [];

beforeAll(async () => {
  [authority, stranger] = await Promise.all([makeTestAuthority(), makeTestAuthority()]);
}, 60_000);

afterAll(async () => {
  await Promise.all([authority.remove(), stranger.remove()]);
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

/** A server that says who asks: the name in the client's certificate, which it wants where it is told whose to trust. */
async function serving(
  certificates: TestAuthority,
  { clients, host = "127.0.0.1" }: { readonly clients?: string; readonly host?: string } = {},
): Promise<string> {
  const trusting = clients === undefined ? {} : { requestCert: true, ca: clients };
  const server = createServer({ ...certificates.server, ...trusting }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.end(subject?.CN ?? "nobody");
  });
  server.listen(0, host);
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `https://${host}:${(server.address() as AddressInfo).port}`;
}

type Tls = NonNullable<ConstructorParameters<typeof HttpClient>[0]["tls"]>;

function clientWith(tls?: Tls): HttpClient {
  const client = new HttpClient({ title: "Acme", maxReplyBytes: 100, ...(tls && { tls }) });
  closing.push(() => client.close());
  return client;
}

const get = (client: HttpClient, url: string) => client.send({ method: "GET", url, headers: {} });
const hints = { certificate: "", tls: "", name: "", broken: "", unreachable: "" };

/** What a provider makes of a failed request. */
async function codeOf(request: Promise<unknown>): Promise<string> {
  const error: unknown = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  const native = error instanceof Error && "code" in error ? String(error.code) : "";
  return error === undefined ? "none" : networkMeaning(native, hints).code;
}

describe("a certificate", () => {
  test("of an authority that is trusted is taken", async () => {
    const url = await serving(authority);
    const { status, bytes } = await get(
      clientWith(async () => ({ ca: authority.certificate })),
      url,
    );
    expect({ status, text: Buffer.from(bytes).toString() }).toEqual({ status: 200, text: "nobody" });
  });

  test("of any other authority is not", async () => {
    const url = await serving(stranger);
    expect(await codeOf(get(clientWith(), url))).toBe("auth_failed");
    expect(
      await codeOf(
        get(
          clientWith(async () => ({ ca: authority.certificate })),
          url,
        ),
      ),
    ).toBe("auth_failed");
  });

  test("is looked at whatever NODE_TLS_REJECT_UNAUTHORIZED says", async () => {
    const url = await serving(stranger);
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(await codeOf(get(clientWith(), url))).toBe("auth_failed");
  });

  test.runIf(process.platform === "linux")("of another host is not taken", async () => {
    const client = clientWith(async () => ({ ca: authority.certificate }));
    const url = await serving(authority, { host: "127.0.0.2" });
    expect(await codeOf(get(client, url))).toBe("auth_failed");
    expect(await codeOf(get(client, await serving(authority)))).toBe("none");
  });
});

test("a client's own certificate is shown, and a new one once the files are to be read anew", async () => {
  const application = await authority.application();
  const url = await serving(authority, { clients: application.cert });
  const key = await readFile(application.file, "utf8");
  let own: { readonly cert?: string; readonly key?: string } = {};
  const client = clientWith(async () => ({ ca: authority.certificate, ...own }));
  expect(await codeOf(get(client, url))).toBe("unavailable");
  own = { cert: application.cert, key };
  expect(await codeOf(get(client, url))).toBe("unavailable");
  client.forgetTls();
  expect(Buffer.from((await get(client, url)).bytes).toString()).toBe("application");
});
