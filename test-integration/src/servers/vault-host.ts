import { answersOk } from "./http-request.ts";
import type { ServerControls } from "./server-controls.ts";

/** What a Vault server runs in: a container or a process of its own. */
export interface VaultHost {
  readonly via: "container" | "process";
  readonly controls: ServerControls;
  readonly address: string;
  /** The file with the certificate authority of its TLS certificate; undefined without TLS. */
  readonly caPath: string | undefined;
  /** All that it printed since it was last started. */
  output(): Promise<string>;
}

/** What either host is told. */
export interface VaultHostOptions {
  readonly rootToken: string;
  readonly tls: boolean;
}

/** The arguments of a server in dev mode: in memory, unsealed, with a KV v2 at `secret/`. */
export function devServerArguments(
  options: VaultHostOptions & { readonly listen: string; readonly certificates: string },
): readonly string[] {
  const tls = options.tls ? ["-dev-tls", `-dev-tls-cert-dir=${options.certificates}`] : [];
  return [
    "server",
    "-dev",
    "-dev-no-store-token",
    `-dev-root-token-id=${options.rootToken}`,
    `-dev-listen-address=${options.listen}`,
    ...tls,
  ];
}

/**
 * Whether a server in dev mode is ready for use. Its health is not enough: the KV v2 at `secret/` answers 400 for a
 * moment longer, until it has set itself up.
 */
export async function isServing(server: {
  readonly address: string;
  readonly rootToken: string;
  readonly ca: string | undefined;
}): Promise<boolean> {
  const headers = { "X-Vault-Token": server.rootToken };
  return await answersOk({ url: `${server.address}/v1/secret/config`, headers, ca: server.ca });
}
