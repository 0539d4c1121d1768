import { nodeHost } from "@claviger/core";
import { azure } from "@claviger/provider-azure";
import {
  type ConformanceHarness,
  describeProvider,
  type LeakCanary,
  type SeedValue,
} from "@claviger/testing";
import type { Application } from "./servers/key-vault/application.ts";
import { startKeyVault } from "./servers/key-vault/start-key-vault.ts";

async function harness(canary: LeakCanary): Promise<ConformanceHarness> {
  const vault = await startKeyVault();
  const [officer, nobody] = [vault.application("officer"), vault.application("none")];
  for (const { clientSecret } of [officer, nobody]) canary.watch(clientSecret);
  const signedInAs = ({ clientId, clientSecret = "" }: Application) =>
    azure({
      url: vault.address,
      credential: "client-secret",
      tenantId: vault.entra.tenantId,
      clientId,
      clientSecret,
      authority: vault.entra.address,
      cacert: vault.authority.file,
      // The stand-in asks for a token of Azure's resource, as Azure does, and is at another host.
      verifyResource: false,
    });
  const write = (name: string, value: SeedValue): void => {
    if (value instanceof Uint8Array) throw new Error("Key Vault holds text.");
    if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) throw new Error("Key Vault takes no such name.");
    vault.state.set(name, typeof value === "string" ? value : JSON.stringify(value));
  };
  return {
    host: nodeHost({ env: {}, environment: "test" }),
    provider: () => signedInAs(officer),
    deniedProvider: () => signedInAs(nobody),
    wrongCredentials: () =>
      signedInAs({ ...officer, clientId: officer.clientId, clientSecret: canary.value(), role: "none" }),
    seed: async (name, value) => {
      write(name, value);
      return name;
    },
    newVersion: async (path, value) => write(path, value),
    remove: async (path) => {
      const secret = vault.state.find(path);
      if (secret) vault.state.delete(secret);
      return "deleted";
    },
    server: vault,
    manyNames: 60,
    close: () => vault.stop(),
  };
}

describeProvider("azure on the stand-in for Key Vault", harness, {
  capabilities: {
    emptyValues: true,
    nulCharacters: true,
    segmentedPaths: true,
    fields: true,
    binary: "Key Vault holds text",
    versions: true,
    stages: "Key Vault has versions and no stages",
    removal: true,
    denial: true,
    authentication: true,
    faults: true,
    checks: true,
    policies: true,
    probing: "Key Vault tells a secret's current version with its value alone",
    listing: true,
    history: true,
    writing: true,
    conditionalWrites: "Key Vault has no conditional write",
    patching: true,
    deleting: true,
    restoring: true,
  },
});
