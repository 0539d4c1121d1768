import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { nodeHost } from "@claviger/core";
import type { Host, Location, Provider, ProviderReport, SecretRecord } from "@claviger/core/provider";
import { vault as provider } from "@claviger/provider-vault";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { type CountingProxy, startCountingProxy } from "../servers/counting-proxy.ts";
import { startVault, type StartVaultOptions, type Vault } from "../servers/start-openbao.ts";

/** In every value, and in nothing that claviger may say. */
export const canary = "canary-4e90";

export type VaultOptions = Parameters<typeof provider.create>[0];

/** The provider with every method that it has. */
export type VaultProvider = Required<Omit<Provider, "getMany" | "setStage" | "watch">>;

/** How long a caller waits, and what it hears. */
export interface Limits {
  readonly ms?: number;
  readonly signal?: AbortSignal;
  readonly report?: (report: ProviderReport) => void;
}

/** The context of a call. */
export function context({ ms = 15_000, signal = new AbortController().signal, report }: Limits = {}) {
  return { signal, deadline: Date.now() + ms, report: report ?? (() => undefined) };
}

/** Opens an instance, with the defaults that core fills in. */
export function openVaultProvider(
  options: Pick<VaultOptions, "addr"> & Partial<VaultOptions>,
  host: Partial<Host> = {},
): VaultProvider {
  const defaults = { mount: "secret", case: "as-is", auth: "token", dynamic: ["database"] } as const;
  return provider.create({ ...defaults, ...options }, nodeHost({ env: {}, ...host })) as VaultProvider;
}

/** A Vault, a proxy before it that counts, and instances that are closed after each test. */
export interface VaultBench {
  readonly vault: Vault;
  readonly proxy: CountingProxy;
  /** An instance for the root token, through the proxy. */
  instance(options?: Partial<VaultOptions>, host?: Partial<Host>): VaultProvider;
  read(from: Provider, at: Location, limits?: Limits): Promise<SecretRecord | undefined>;
  /** What a call throws; nothing in it is a value or a token. */
  failure(call: Promise<unknown>): Promise<unknown>;
  /** Sends a request that has to succeed, and gives the `data`, or the `auth`, of what it answered. */
  ask(...request: Parameters<Vault["request"]>): Promise<Readonly<Record<string, unknown>>>;
  /** Writes versions of a secret under a path of its own inside `secret/`, and gives that. */
  store(...versions: readonly object[]): Promise<string>;
  /** Makes a mount of its own of that kind, and gives its name. */
  mount(body: object): Promise<string>;
  /** `GET /v1/secret/data/app`, for each request that came to the proxy. */
  asked(): readonly string[];
}

/** Registers a bench with the test file that calls it. */
export function vaultBench(options: StartVaultOptions = {}): VaultBench {
  let vault: Vault | undefined;
  let proxy: CountingProxy | undefined;
  const instances: Provider[] = [];

  beforeAll(async () => {
    vault = await startVault(options);
    proxy = await startCountingProxy({ upstream: vault.address });
  }, 120_000);
  afterEach(async () => {
    proxy?.passThrough();
    for (const instance of instances.splice(0)) await instance.close?.();
    proxy?.clear();
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    await proxy?.stop();
    await vault?.stop();
  });

  const ask: VaultBench["ask"] = async (...[method, path, request]) => {
    const { status, body } = await started(vault).request(method, path, request);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    const { data, auth } = Object(body) as { readonly data?: object; readonly auth?: object };
    return { ...data, ...auth };
  };
  return {
    get vault() {
      return started(vault);
    },
    get proxy() {
      return started(proxy);
    },
    ask,
    instance(options = {}, host = {}) {
      const token = (options.auth ?? "token") === "token" ? { token: started(vault).rootToken } : {};
      const created = openVaultProvider({ addr: started(proxy).address, ...token, ...options }, host);
      instances.push(created);
      return created;
    },
    async read(from, at, limits) {
      return await from.get?.(at, context(limits));
    },
    async failure(call) {
      const error: unknown = await call.then(
        () => undefined,
        (error: unknown) => error,
      );
      const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error)];
      const text = [...shown, error instanceof Error ? error.stack : ""].join("\n");
      expect(text).not.toContain(canary);
      expect(text).not.toContain(started(vault).rootToken);
      expect(text).not.toMatch(/x-vault-token/i);
      return error;
    },
    async store(...versions) {
      const path = `claviger/${randomUUID()}`;
      for (const data of versions) await ask("POST", `secret/data/${path}`, { body: { data } });
      return path;
    },
    async mount(body) {
      const name = `mount-${randomUUID()}`;
      await ask("POST", `sys/mounts/${name}`, { body });
      return name;
    },
    asked: () => started(proxy).requests.map(({ method, path }) => `${method} ${path}`),
  };
}

function started<T>(server: T | undefined): T {
  if (server === undefined) throw new Error("The bench's servers are started before the tests.");
  return server;
}
