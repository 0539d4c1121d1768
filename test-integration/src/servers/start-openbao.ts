import { randomBytes, randomUUID } from "node:crypto";
import { findDocker } from "./docker-runtime.ts";
import type { ServerControls } from "./server-controls.ts";
import type { VaultHost, VaultHostOptions } from "./vault-host.ts";
import { startVaultProcess } from "./vault-process.ts";
import { vaultRequester, type VaultRequester, type VaultResponse } from "./vault-request.ts";
import { waitUntil } from "./wait-until.ts";

/** How a test wants its Vault. */
export interface StartVaultOptions {
  /** Served by https, with a certificate for 127.0.0.1 and localhost. @default false */
  readonly tls?: boolean;
  /**
   * `"process"` never takes a container: for tests in which Vault itself calls a server of the test on 127.0.0.1.
   *
   * @default a container where Docker is reachable, else a process
   */
  readonly via?: "process";
}

/** What a token made by {@link Vault.createToken} may do, and for how long. */
export interface TokenOptions {
  /** An ACL policy, in HCL. */
  readonly policy: string;
  readonly namespace?: string;
  /** `"1h"`, `"2s"` … */
  readonly ttl?: string;
  /** @default true */
  readonly renewable?: boolean;
  /** How many requests it may make. @default any number */
  readonly uses?: number;
}

/** A running Vault in dev mode: in memory, unsealed, with a KV v2 at `secret/`. */
export interface Vault extends ServerControls {
  readonly address: string;
  readonly rootToken: string;
  /** What it runs in. */
  readonly via: "container" | "process";
  /** The file with the certificate authority that its certificate is signed by; undefined without TLS. */
  readonly caPath: string | undefined;
  /** Sends a request to its HTTP API. */
  readonly request: VaultRequester;
  /** Seals it: what it holds is kept, and every request is answered 503. */
  seal(): Promise<void>;
  /** Ends a {@link seal}. */
  unseal(): Promise<void>;
  /** Makes a token that may do what its policy says, and nothing else. */
  createToken(options: TokenOptions): Promise<string>;
  /** Makes a namespace with a KV v2 at `secret/` and gives its name. HashiCorp's Vault has them in Enterprise only. */
  createNamespace(): Promise<string>;
}

/**
 * Starts a Vault that no other test has seen: in a container where Docker is reachable, else as a process of its own.
 *
 * @throws Error when `CLAVIGER_REQUIRE_DOCKER` is 1 and Docker is not reachable.
 */
export async function startVault(options: StartVaultOptions = {}): Promise<Vault> {
  const rootToken = `root-${randomBytes(12).toString("hex")}`;
  const host = await startHost({ rootToken, tls: options.tls ?? false, via: options.via });
  const { address, caPath, via, controls } = host;
  const request = vaultRequester({ address, rootToken, caPath });
  const ok = async (
    ...[method, path, requestOptions]: Parameters<VaultRequester>
  ): Promise<VaultResponse> => {
    const response = await request(method, path, requestOptions);
    if (response.status < 300) return response;
    throw new Error(`${method} ${path}: Vault answered ${response.status} ${JSON.stringify(response.body)}`);
  };
  return {
    ...controls,
    address,
    rootToken,
    via,
    caPath,
    request,
    seal: async () => {
      await ok("PUT", "sys/seal");
    },
    unseal: async () => {
      await ok("PUT", "sys/unseal", { token: "", body: { key: await unsealKey(host) } });
      await untilSetUp(ok);
    },
    createToken: async (token) => await createToken(ok, token),
    createNamespace: async () => await createNamespace(ok),
  };
}

async function startHost(
  options: VaultHostOptions & { readonly via: "process" | undefined },
): Promise<VaultHost> {
  if (options.via === "process") return await startVaultProcess(options);
  const docker = await findDocker();
  if (!docker.reachable) return await startVaultProcess(options);
  const { startVaultContainer } = await import("./vault-container.ts");
  return await startVaultContainer({ ...options, docker: docker.client });
}

/** A server in dev mode prints its key; a restarted one has another. */
async function unsealKey(host: VaultHost): Promise<string> {
  const key = [...(await host.output()).matchAll(/Unseal Key: (\S+)/g)].at(-1)?.[1];
  if (key === undefined) throw new Error("Vault has printed no unseal key.");
  return key;
}

/** The KV v2 at `secret/` answers 400 for a moment after it was mounted or unsealed, until it has set itself up. */
async function untilSetUp(ok: VaultRequester, options: { readonly namespace?: string } = {}): Promise<void> {
  const isSetUp = async (): Promise<boolean> =>
    await ok("GET", "secret/config", options).then(
      () => true,
      () => false,
    );
  if (!(await waitUntil(isSetUp, { seconds: 10 })))
    throw new Error("Vault's KV v2 at secret/ is not set up in 10 s.");
}

async function createToken(ok: VaultRequester, options: TokenOptions): Promise<string> {
  const { namespace, policy, ttl, renewable, uses } = options;
  const name = `policy-${randomUUID()}`;
  await ok("PUT", `sys/policies/acl/${name}`, { namespace, body: { policy } });
  const body = { policies: [name], ttl, renewable, num_uses: uses };
  const created = await ok("POST", "auth/token/create", { namespace, body });
  const token = property(property(created.body, "auth"), "client_token");
  if (typeof token !== "string") throw new Error("Vault created no token.");
  return token;
}

async function createNamespace(ok: VaultRequester): Promise<string> {
  const name = `ns-${randomUUID()}`;
  await ok("POST", `sys/namespaces/${name}`);
  await ok("POST", "sys/mounts/secret", { namespace: name, body: { type: "kv", options: { version: "2" } } });
  await untilSetUp(ok, { namespace: name });
  return name;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
