import { createVerify, randomUUID, X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "./application.ts";
import { bodyOf, startLoopbackServer } from "./loopback-server.ts";
import type { TestAuthority } from "./test-authority.ts";

/** What Entra ID answers in place of a token. */
export interface LoginFault {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** The login of the tests' cloud: OpenID configuration, client credentials, and a managed identity's endpoint. */
export interface Entra {
  readonly address: string;
  readonly tenantId: string;
  /** What `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` are. */
  readonly managedIdentity: {
    readonly endpoint: string;
    readonly header: string;
    readonly application: Application;
  };
  /** How many tokens were asked for, by grants and by the managed identity. */
  readonly logins: number;
  /** Answers so instead of giving tokens; `hang` does not answer at all. */
  fault: LoginFault | "hang" | undefined;
  add(application: Application): Application;
  /** Whom a token is for, if it is one that was given out and still holds. */
  holder(token: string): Application | undefined;
  /** Ends the life of all tokens. */
  revokeTokens(): void;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export async function startEntra(authority: TestAuthority): Promise<Entra> {
  const tenantId = randomUUID();
  const applications = new Map<string, Application>();
  const holders = new Map<string, Application>();
  const machine: Application = { clientId: randomUUID(), role: "officer" };
  const header = randomUUID();
  let logins = 0;

  const issue = (application: Application): string => {
    const claims = { appid: application.clientId, oid: randomUUID(), tid: tenantId };
    // Opaque to all but the vault, which takes what was given out and nothing else.
    const token = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${randomUUID()}`;
    holders.set(token, application);
    return token;
  };
  const grant = (form: URLSearchParams, audience: string): object => {
    const application = applications.get(form.get("client_id") ?? "");
    if (!application) return oauthError("unauthorized_client", 700016);
    if (!proves(application, { form, audience })) return oauthError("invalid_client", 7000215);
    return { token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token: issue(application) };
  };

  const server = await startLoopbackServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "", server.address);
      const form = new URLSearchParams(await bodyOf(request));
      const base = `${server.address}/${tenantId}`;
      if (url.pathname.endsWith("/.well-known/openid-configuration"))
        return json(response, 200, openId(base));
      logins += 1;
      if (entra.fault === "hang") return;
      if (entra.fault) return send(response, entra.fault);
      if (url.pathname !== `/${tenantId}/oauth2/v2.0/token`)
        return json(response, 400, oauthError("invalid_request", 90002));
      const answer = grant(form, `${base}/oauth2/v2.0/token`);
      return json(response, "error" in answer ? 401 : 200, answer);
    })();
  }, authority);
  const answerMachine = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    if (entra.fault === "hang") return;
    if (entra.fault) return send(response, entra.fault);
    const isRight = request.headers["x-identity-header"] === header && url.searchParams.has("resource");
    if (!isRight) return json(response, 401, { statusCode: 401, message: "The header is wrong." });
    const expires = Math.floor(Date.now() / 1000) + 3600;
    json(response, 200, {
      access_token: issue(machine),
      expires_on: String(expires),
      resource: url.searchParams.get("resource"),
      token_type: "Bearer",
    });
  };
  const machineServer = await startLoopbackServer((request, response) => {
    logins += 1;
    answerMachine(request, response);
  });
  const servers = [server, machineServer];
  const down = async (): Promise<void> => void (await Promise.all(servers.map((one) => one.down())));
  const endpoint = `${machineServer.address}/msi/token`;

  const entra: Entra = {
    address: server.address,
    tenantId,
    managedIdentity: { endpoint, header, application: machine },
    get logins() {
      return logins;
    },
    fault: undefined,
    add(application) {
      applications.set(application.clientId, application);
      return application;
    },
    holder: (token) => holders.get(token),
    revokeTokens: () => holders.clear(),
    down,
    up: async () => void (await Promise.all(servers.map((one) => one.up()))),
    stop: down,
  };
  return entra;
}

/** One part of a token. */
function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Whether the form has the application's secret, its federated token, or a statement signed with its certificate's key. */
function proves(
  application: Application,
  { form, audience }: { readonly form: URLSearchParams; readonly audience: string },
): boolean {
  if (form.get("grant_type") !== "client_credentials") return false;
  const [secret, assertion] = [form.get("client_secret"), form.get("client_assertion")];
  if (secret !== null) return application.clientSecret !== undefined && secret === application.clientSecret;
  if (assertion === null || form.get("client_assertion_type") !== assertionType) return false;
  if (assertion === application.federatedToken) return true;
  return (
    application.certificate !== undefined &&
    isSigned(assertion, { certificate: application.certificate, audience })
  );
}

function isSigned(
  assertion: string,
  { certificate, audience }: { readonly certificate: string; readonly audience: string },
): boolean {
  const [head = "", payload = "", signature = ""] = assertion.split(".");
  const { alg } = JSON.parse(Buffer.from(head, "base64url").toString()) as { alg: string };
  const { aud } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { aud: string };
  const { publicKey } = new X509Certificate(certificate);
  const key = alg === "PS256" ? { key: publicKey, padding: 6, saltLength: 32 } : publicKey;
  const isRight = createVerify("RSA-SHA256")
    .update(`${head}.${payload}`)
    .verify(key, Buffer.from(signature, "base64url"));
  return isRight && aud === audience;
}

function openId(base: string): object {
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
}

function oauthError(
  error: string,
  code: number,
): { readonly error: string; readonly [member: string]: unknown } {
  return {
    error,
    error_description: `AADSTS${code}: refused.`,
    error_codes: [code],
    timestamp: "2026-01-01 00:00:00Z",
    trace_id: randomUUID(),
    correlation_id: randomUUID(),
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  send(response, { status, body: JSON.stringify(body), type: "application/json; charset=utf-8" });
}

function send(response: ServerResponse, { status, body, type = "text/html" }: LoginFault): void {
  response.writeHead(status, { "content-type": type }).end(body);
}
