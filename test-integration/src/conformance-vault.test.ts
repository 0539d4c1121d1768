import { nodeHost } from "@claviger/core";
import { vault as provider } from "@claviger/provider-vault";
import {
  type ConformanceHarness,
  describeProvider,
  type LeakCanary,
  type SeedValue,
  startFaultProxy,
} from "@claviger/testing";
import { startVault } from "./servers/start-openbao.ts";

async function harness(canary: LeakCanary): Promise<ConformanceHarness> {
  const vault = await startVault();
  const proxy = await startFaultProxy({ upstream: vault.address });
  const denied = await vault.createToken({ policy: 'path "secret/data/other" { capabilities = ["read"] }' });
  for (const token of [vault.rootToken, denied]) canary.watch(token);
  const withToken = (token: string) => provider({ addr: proxy.address, token });
  const ask = async (...[method, path, options]: Parameters<typeof vault.request>): Promise<void> => {
    const { status } = await vault.request(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${status}`);
  };
  const write = async (path: string, value: SeedValue): Promise<void> => {
    if (value instanceof Uint8Array) throw new Error("KV v2 holds JSON.");
    await ask("POST", dataPath(path), { body: { data: typeof value === "string" ? { value } : value } });
  };
  return {
    host: nodeHost({ env: {}, environment: "test" }),
    provider: () => withToken(vault.rootToken),
    deniedProvider: () => withToken(denied),
    wrongCredentials: () => withToken(`hvs.${canary.value()}`),
    seed: async (name, value) => {
      await write(`secret/${name}`, value);
      return `secret/${name}`;
    },
    newVersion: write,
    remove: async (path) => {
      await ask("DELETE", dataPath(path));
      return "deleted";
    },
    server: proxy,
    close: async () => {
      await proxy.close();
      await vault.stop();
    },
  };
}

function dataPath(path: string): string {
  return `secret/data/${path.slice("secret/".length).split("/").map(encodeURIComponent).join("/")}`;
}

describeProvider("vault on OpenBao", harness, {
  capabilities: {
    emptyValues: true,
    nulCharacters: true,
    fields: true,
    binary: "KV v2 holds JSON",
    versions: true,
    stages: true,
    removal: true,
    denial: true,
    authentication: true,
    faults: true,
    checks: true,
    policies: true,
  },
});
