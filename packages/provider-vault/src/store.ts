import {
  type CallContext,
  type Check,
  type Host,
  type Location,
  type SecretRecord,
  whileWanted,
} from "@claviger/core/provider";
import { tokenAuthentication } from "./authentication.ts";
import { examine } from "./check.ts";
import { Connection } from "./connection.ts";
import { Mounts } from "./mounts.ts";
import { readSecret } from "./read-secret.ts";
import { splitPath } from "./secret-path.ts";
import type { Settings } from "./settings.ts";
import { Transport } from "./transport.ts";
import { trustedAuthorities } from "./trusted-authorities.ts";

/** One Vault that can be asked. Every call ends when its context does. */
export interface Store {
  read(location: Location, ctx: CallContext): Promise<SecretRecord | undefined>;
  examine(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]>;
  close(): void;
}

/** Opens no socket: that is the first request's. */
export function openStore(settings: Settings, host: Host): Store {
  const { address, namespace, token, cacert, mount } = settings;
  const { clock } = host;
  const connection = new Connection({
    address,
    namespace,
    authentication: tokenAuthentication(token),
    transport: new Transport(address, trustedAuthorities(cacert, host)),
  });
  const mounts = new Mounts(connection, clock);
  return {
    async read({ path, version }, { signal, deadline }) {
      const secret = splitPath(path, mount);
      const work = (signal: AbortSignal): Promise<SecretRecord | undefined> =>
        readSecret(secret, { session: { connection, mounts, signal }, ...(version ? { version } : {}) });
      const task = `reading "${path}" from Vault at ${address}`;
      return await whileWanted(work, { signal, deadline, clock, task });
    },
    async examine(locations, { signal, deadline }) {
      const work = (signal: AbortSignal): Promise<readonly Check[]> =>
        examine(locations, { connection, mount, signal });
      return await whileWanted(work, { signal, deadline, clock, task: `examining Vault at ${address}` });
    },
    close: () => connection.close(),
  };
}
