import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { ConfiguredProvider } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { vault } from "@claviger/provider-vault";
import type { ServerControls } from "../servers/server-controls.ts";
import { type Ministack, startMinistack } from "../servers/start-ministack.ts";
import { startVault } from "../servers/start-openbao.ts";

/** A real store, and claviger's way to it. */
export interface StoreUnderTest {
  readonly controls: ServerControls;
  /** Where it answers. */
  readonly address: string;
  /** Writes a secret as claviger finds it under this name. */
  write(name: string, text: string): Promise<void>;
  /** The provider that reads it, at its own address or at a proxy's. */
  provider(address: string, options?: { readonly label?: string }): ConfiguredProvider;
}

/** The stores that every fault is tried on. */
export const storeNames = ["vault", "aws"] as const;

export type StoreName = (typeof storeNames)[number];

/** Starts a store of that kind. What AWS's credentials are read from must name the root user. */
export async function startStore(name: StoreName): Promise<StoreUnderTest> {
  return name === "vault" ? await startVaultStore() : awsStore(await startMinistack());
}

const prefix = "faults/";

async function startVaultStore(): Promise<StoreUnderTest> {
  const server = await startVault({ via: "process" });
  return {
    controls: server,
    address: server.address,
    write: async (name, value) => {
      const { status } = await server.request("POST", `secret/data/${prefix}${name}`, {
        body: { data: { value } },
      });
      if (status !== 200) throw new Error(`Vault answered a write with ${status}.`);
    },
    provider: (addr, options) => vault({ addr, token: server.rootToken, prefix, ...options }),
  };
}

/** AWS as ministack keeps it. */
export function awsStore(server: Ministack): StoreUnderTest {
  const { endpoint, region, rootCredentials: credentials } = server;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  return {
    controls: server,
    address: endpoint,
    write: async (name, SecretString) => {
      try {
        await client.send(new CreateSecretCommand({ Name: `${prefix}${name}`, SecretString }));
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) throw error;
        await client.send(new PutSecretValueCommand({ SecretId: `${prefix}${name}`, SecretString }));
      }
    },
    provider: (address, options) => aws({ endpoint: address, region, prefix, ...options }),
  };
}
