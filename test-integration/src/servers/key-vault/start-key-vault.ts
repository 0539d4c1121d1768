import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerFaults } from "@claviger/testing";
import { randomUUID } from "node:crypto";
import type { Application } from "./application.ts";
import { type Entra, startEntra } from "./entra.ts";
import { bodyOf, startLoopbackServer } from "./loopback-server.ts";
import { makeTestAuthority, type TestAuthority } from "./test-authority.ts";
import { answerApi } from "./vault-api.ts";
import { refusal, type VaultReply } from "./vault-reply.ts";
import { VaultState, type VaultStateOptions } from "./vault-state.ts";

/** A request that came to the vault. */
export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly hasToken: boolean;
}

/** Meets some requests in place of the API. */
export interface VaultFault {
  /** @default every request */
  matches?(request: SeenRequest): boolean;
  /** How often. @default for ever */
  readonly times?: number;
  readonly reply: Answer;
}

/**
 * Azure Key Vault as far as secrets go, with Entra ID, over TLS with a certificate of the tests' own authority. It is a stand-in:
 * Microsoft has no emulator. It answers as Microsoft recorded the real service (`key-vault-recordings.test.ts`). What is not
 * recorded (403, 409, 429) is by the documentation, and names a role's permissions only roughly: `user` may read and list,
 * and may not look among the deleted.
 */
export interface KeyVault extends ServerFaults {
  readonly address: string;
  readonly state: VaultState;
  readonly entra: Entra;
  readonly authority: TestAuthority;
  readonly seen: readonly SeenRequest[];
  /** The most requests that were answered at once. */
  readonly busiest: number;
  requests(): number;
  redirect(address: string): void;
  /** Adds a fault; `up` ends all of them. */
  meet(fault: VaultFault): void;
  /** An application with a secret. */
  application(
    role: Application["role"],
    options?: Partial<Application>,
  ): Required<Pick<Application, "clientSecret">> & Application;
  stop(): Promise<void>;
}

/** What is sent: JSON, or a text that is not Key Vault's. */
type Answer = VaultReply & { readonly text?: string };

type Mode =
  | { readonly type: "pass" | "cut" | "truncate" | "hang" }
  | { readonly type: "slow"; readonly ms: number }
  | { readonly type: "page"; readonly status: number }
  | { readonly type: "redirect"; readonly to: string };

const page = "<!doctype html><html><body><h1>Welcome</h1><p>Please sign in to the network.</p></body></html>";

export async function startKeyVault(options: VaultStateOptions = {}): Promise<KeyVault> {
  const authority = await makeTestAuthority();
  const entra = await startEntra(authority);
  const state = new VaultState(options);
  const seen: SeenRequest[] = [];
  let mode: Mode = { type: "pass" };
  let faults: { readonly fault: VaultFault; left: number }[] = [];
  let [atOnce, busiest] = [0, 0];

  const answer = (request: IncomingMessage, about: SeenRequest & { readonly body: string }): Answer => {
    const token = tokenOf(request);
    const met = faults.find(({ fault, left }) => left > 0 && (fault.matches?.(about) ?? true));
    if (met) {
      met.left -= 1;
      return met.fault.reply;
    }
    const holder = token === undefined ? undefined : entra.holder(token);
    if (!holder) return challenge(entra);
    if (!allows(holder, about)) {
      const message = `The user, group or application 'appid=${holder.clientId}' does not have secrets permission.`;
      return refusal(403, "Forbidden", { message, inner: "ForbiddenByRbac" });
    }
    const { method, body } = about;
    return answerApi(state, { method, url: request.url ?? "/", body, origin: vault.address });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { method = "GET", url = "/" } = request;
    const about = { method, path: url.split("?", 1)[0] ?? "", hasToken: tokenOf(request) !== undefined };
    seen.push(about);
    const { type } = mode;
    if (type === "hang") return;
    if (type === "cut") return void request.socket.destroy();
    if (mode.type === "slow")
      await new Promise((resolve) => setTimeout(resolve, mode.type === "slow" ? mode.ms : 0).unref());
    if (mode.type === "page")
      return void response.writeHead(mode.status, { "content-type": "text/html" }).end(page);
    if (mode.type === "redirect")
      return void response.writeHead(307, { location: `${mode.to}${request.url}` }).end();
    const reply = answer(request, { ...about, body });
    const text = reply.text ?? (reply.body === undefined ? "" : JSON.stringify(reply.body));
    const own = {
      "content-type": "application/json; charset=utf-8",
      "x-ms-keyvault-service-version": "1.9.0.0",
      "x-ms-request-id": randomUUID(),
    };
    if (type === "truncate") {
      response
        .writeHead(reply.status, { ...own, "content-length": String(text.length + 1000) })
        .write(text.slice(0, text.length / 2));
      return void setTimeout(() => request.socket.destroy(), 5);
    }
    response
      .writeHead(reply.status, { ...(reply.text === undefined ? own : {}), ...reply.headers })
      .end(text);
  };
  const server = await startLoopbackServer((request, response) => {
    atOnce += 1;
    busiest = Math.max(busiest, atOnce);
    response.on("close", () => (atOnce -= 1));
    // A client that has gone needs no answer.
    handle(request, response).catch(() => request.socket.destroy());
  }, authority);

  const vault: KeyVault = {
    address: server.address,
    state,
    entra,
    authority,
    seen,
    get busiest() {
      return busiest;
    },
    requests: () => seen.length,
    down: () => server.down(),
    async up() {
      mode = { type: "pass" };
      faults = [];
      await server.up();
    },
    slow: (ms) => void (mode = { type: "slow", ms }),
    cut: () => void (mode = { type: "cut" }),
    truncate: () => void (mode = { type: "truncate" }),
    hang: () => void (mode = { type: "hang" }),
    garbage: (status) => void (mode = { type: "page", status }),
    redirect: (to) => void (mode = { type: "redirect", to }),
    meet: (fault) => void faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    application(role, given = {}) {
      const made = { clientId: randomUUID(), clientSecret: randomUUID(), role, ...given };
      entra.add(made);
      return made;
    },
    async stop() {
      await server.down();
      await entra.stop();
      await authority.remove();
    },
  };
  return vault;
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  return headers.authorization?.replace(/^Bearer /, "");
}

/** What the real service answers to a request without a token, or with one that does not hold. */
function challenge({ address, tenantId }: Entra): VaultReply {
  const resource = "https://vault.azure.net";
  const header = `Bearer authorization="${address}/${tenantId}", resource="${resource}"`;
  const { status, body } = refusal(401, "Unauthorized", {
    message: "Request is missing a Bearer or PoP token.",
  });
  return { status, body, headers: { "www-authenticate": header } };
}

function allows({ role }: Application, { method, path }: SeenRequest): boolean {
  if (role === "officer") return true;
  return role === "user" && method === "GET" && !path.startsWith("/deletedsecrets");
}
