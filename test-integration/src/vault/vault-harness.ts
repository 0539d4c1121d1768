import { nodeHost } from "@claviger/core";
import { vault as provider } from "@claviger/provider-vault";
import { type ConformanceHarness, type LeakCanary, type SeedValue, startFaultProxy } from "@claviger/testing";
import { startVault, type StartVaultOptions, type Vault } from "../servers/start-openbao.ts";

/** Everything that the conformance suite wants of a Vault but credentials that are made at each read. */
export async function vaultHarness(
  canary: LeakCanary,
  options: StartVaultOptions = {},
): Promise<ConformanceHarness & { readonly vault: Vault }> {
  const vault = await startVault(options);
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
    vault,
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

/** What is shown of every Vault. */
export const vaultCapabilities = {
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
  probing: true,
  listing: true,
  history: true,
  writing: true,
  conditionalWrites: true,
  patching: true,
  deleting: true,
  restoring: true,
  batches: "Vault reads one secret a request",
  staging: "KV v2 has no stages that move",
  watching: "Vault's events are not used",
} as const;

function dataPath(path: string): string {
  return `secret/data/${path.slice("secret/".length).split("/").map(encodeURIComponent).join("/")}`;
}
