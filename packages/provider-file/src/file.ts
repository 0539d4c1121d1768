import { defineProvider, type Host, type Provider, SecretError } from "@claviger/core/provider";
import { flawOf, locate, parse } from "./locations.ts";
import { type FileOptions, options } from "./options.ts";
import type { Directory } from "./directory.ts";

/**
 * A directory of files, one a secret: Docker secrets, Kubernetes projected volumes, systemd credentials. It only reads.
 *
 * Errors: `not_configured` (no such directory, a link that leaves it), `denied` (the file system does not let this
 * process read), `decode` (not a regular file, or larger than 1 MiB), `unsupported` (a version), `invalid_ref`,
 * `unavailable`, `timeout`, `aborted`.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [file({ dir: "/run/secrets" })] });
 * await secrets.get("database-url"); // /run/secrets/database-url
 * ```
 */
export const file = defineProvider({
  contract: 1,
  name: "file",
  options,
  capabilities: { values: ["text", "bytes"], versions: "none", maxBytes: 1_048_576 },
  create: createFile,
});

function createFile(options: FileOptions, host: Host): Provider {
  checkPrefix(options.prefix);
  let directory: Directory | undefined;
  const closed = new AbortController();
  const open = async (): Promise<Directory> => {
    const { openDirectory } = await import("./directory.ts");
    return (directory ??= openDirectory(options, { host, closed: closed.signal }));
  };
  return {
    locate: (ask) => locate(ask, options),
    parse,
    get: async (location, ctx) => (await open()).get(location, ctx),
    async *list(prefix, ctx) {
      yield* await (await open()).list(prefix, ctx);
    },
    probe: async (locations, ctx) => (await open()).probe(locations, ctx),
    watch(locations, onChange, ctx) {
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, ctx.signal, closed.signal]);
      void open().then((directory) => directory.watch(locations, onChange, signal));
      return { [Symbol.dispose]: () => ended.abort() };
    },
    check: async (locations, ctx) => (await open()).check(locations, ctx),
    close: async () => closed.abort(),
  };
}

/** @throws SecretError `not_configured` */
function checkPrefix(prefix: string | undefined): void {
  const flaw = prefix && flawOf(prefix.replace(/\/$/, ""));
  if (!flaw) return;
  throw new SecretError("not_configured", `the prefix of the file provider cannot be a path: ${flaw}`, {
    hint: "correct SECRETS_FILE_PREFIX",
  });
}
