import { freePort } from "./free-port.ts";
import { httpRequest } from "./http-request.ts";
import { baoBinary } from "./installed-servers.ts";
import type { ServerControls } from "./server-controls.ts";
import { startServerProcess } from "./server-process.ts";
import { vaultRequester, type VaultRequester } from "./vault-request.ts";
import { waitUntil } from "./wait-until.ts";

/** One node of a cluster. */
export interface VaultNode extends ServerControls {
  readonly address: string;
  /** Starts it again after a kill, and unseals it. */
  restart(): Promise<void>;
}

/** Three OpenBaos with raft, all of them voters, and a KV v2 at `secret/`. */
export interface VaultCluster extends AsyncDisposable {
  readonly nodes: readonly VaultNode[];
  readonly rootToken: string;
  /** Asks the node at that address. */
  request(address: string): VaultRequester;
  /** The node that leads now. @throws Error when none does within 30 seconds */
  leader(): Promise<VaultNode>;
  stop(): Promise<void>;
}

/** Starts a cluster; it takes about 20 seconds until all three vote. The nodes run as processes of their own. */
export async function startVaultCluster(): Promise<VaultCluster> {
  const ports = [
    await freePort({ adjacent: 2 }),
    await freePort({ adjacent: 2 }),
    await freePort({ adjacent: 2 }),
  ];
  const started = await Promise.all(
    ports.map((port, index) => startNode({ port, ports, id: `node-${index}` })),
  );
  const addresses = started.map(({ address }) => address);
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(({ controls }) => controls.stop()));
  };
  try {
    const { key, rootToken } = await initialise(addresses[0] ?? "");
    const request = (address: string): VaultRequester =>
      vaultRequester({ address, rootToken, caPath: undefined });
    await until("every node is unsealed", async () => {
      await Promise.all(addresses.map((address) => unseal(address, key)));
      return (await Promise.all(addresses.map(isUnsealed))).every(Boolean);
    });
    await until("three nodes vote", () => hasVoters(request(addresses[0] ?? ""), 3));
    await request(addresses[0] ?? "")("POST", "sys/mounts/secret", {
      body: { type: "kv", options: { version: "2" } },
    });
    await until("KV v2 is set up everywhere", async () => {
      const answers = await Promise.all(addresses.map((address) => request(address)("GET", "secret/config")));
      return answers.every(({ status }) => status === 200);
    });
    const nodes = started.map(({ address, controls }) => ({
      ...controls,
      address,
      restart: async () => {
        await controls.restart();
        await until("the node is unsealed", async () => {
          await unseal(address, key);
          return await isUnsealed(address);
        });
      },
    }));
    return {
      nodes,
      rootToken,
      request,
      stop,
      [Symbol.asyncDispose]: stop,
      leader: async () => await leaderOf(nodes),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startNode(node: {
  readonly port: number;
  readonly ports: readonly number[];
  readonly id: string;
}) {
  const { port, ports, id } = node;
  const address = `http://127.0.0.1:${port}`;
  const joins = ports
    .map((other) => `retry_join { leader_api_addr = "http://127.0.0.1:${other}" }`)
    .join("\n  ");
  const configuration = `
disable_mlock = true
api_addr = "${address}"
cluster_addr = "http://127.0.0.1:${port + 1}"
storage "raft" {
  path = "."
  node_id = "${id}"
  performance_multiplier = 1
  ${joins}
}
listener "tcp" {
  address = "127.0.0.1:${port}"
  cluster_address = "127.0.0.1:${port + 1}"
  tls_disable = true
}
`;
  const { controls } = await startServerProcess({
    name: "openbao-raft",
    // The cluster has to know it before the process is started.
    port,
    command: ({ folder }) => ({
      file: "/bin/sh",
      args: [
        "-c",
        'printf %s "$2" >node.hcl; exec "$1" server -config=node.hcl',
        "bao",
        baoBinary,
        configuration,
      ],
      env: { HOME: folder },
    }),
    isReady: async () =>
      await httpRequest({ url: `${address}/v1/sys/seal-status`, timeoutSeconds: 2 }).then(
        ({ status }) => status < 500,
        () => false,
      ),
  });
  return { address, controls };
}

async function initialise(address: string): Promise<{ readonly key: string; readonly rootToken: string }> {
  const body = JSON.stringify({ secret_shares: 1, secret_threshold: 1 });
  const answer = await httpRequest({ method: "PUT", url: `${address}/v1/sys/init`, body });
  const made: unknown = JSON.parse(answer.body);
  const [key] = Reflect.get(Object(made), "keys") as string[];
  const rootToken: unknown = Reflect.get(Object(made), "root_token");
  if (key === undefined || typeof rootToken !== "string") throw new Error("OpenBao was not initialised.");
  return { key, rootToken };
}

async function unseal(address: string, key: string): Promise<void> {
  // A node that has not joined yet refuses, and is asked again.
  await httpRequest({ method: "PUT", url: `${address}/v1/sys/unseal`, body: JSON.stringify({ key }) });
}

async function isUnsealed(address: string): Promise<boolean> {
  const { body } = await httpRequest({ url: `${address}/v1/sys/seal-status` });
  return Reflect.get(Object(JSON.parse(body)), "sealed") === false;
}

async function hasVoters(request: VaultRequester, count: number): Promise<boolean> {
  const { body } = await request("GET", "sys/storage/raft/configuration");
  const text = JSON.stringify(body ?? {});
  return (text.match(/"voter":true/g) ?? []).length === count;
}

async function leaderOf(nodes: readonly VaultNode[]): Promise<VaultNode> {
  let leader: VaultNode | undefined;
  await until("a node leads", async () => {
    for (const node of nodes) {
      const health = await httpRequest({ url: `${node.address}/v1/sys/health`, timeoutSeconds: 2 }).catch(
        () => undefined,
      );
      if (health?.status === 200) leader = node;
    }
    return leader !== undefined;
  });
  if (!leader) throw new Error("No node leads.");
  return leader;
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  if (await waitUntil(check, { seconds: 60 })) return;
  throw new Error(`OpenBao's cluster was not ready in 60 s: ${what}.`);
}
