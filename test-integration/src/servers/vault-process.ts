import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { baoBinary } from "./installed-servers.ts";
import { startServerProcess } from "./server-process.ts";
import { devServerArguments, isServing, type VaultHost, type VaultHostOptions } from "./vault-host.ts";

function caFile(folder: string): string {
  return join(folder, "vault-ca.pem");
}

/** Starts OpenBao as a process of its own. */
export async function startVaultProcess(options: VaultHostOptions): Promise<VaultHost> {
  const scheme = options.tls ? "https" : "http";
  const server = await startServerProcess({
    name: "openbao",
    // It listens for its cluster on the port after its own.
    adjacentPorts: 2,
    command: ({ port, folder }) => ({
      file: baoBinary,
      args: devServerArguments({ ...options, listen: `127.0.0.1:${port}`, certificates: folder }),
    }),
    isReady: async ({ port, folder }) => {
      const ca = options.tls ? await readFile(caFile(folder), "utf8").catch(() => undefined) : undefined;
      return await isServing({ ...options, address: `${scheme}://127.0.0.1:${port}`, ca });
    },
  });
  return {
    via: "process",
    controls: server.controls,
    address: `${scheme}://127.0.0.1:${server.port}`,
    caPath: options.tls ? caFile(server.folder) : undefined,
    output: async () => server.output(),
  };
}
