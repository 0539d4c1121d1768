import { resolve } from "node:path";
import { defineProvider, type Host, type Provider, SecretError, StoreCalls } from "@claviger/core/provider";
import { flawOf, locate, parse } from "./locations.ts";
import { type FileOptions, options } from "./options.ts";

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
  const dir = resolve(host.directory, options.dir);
  const calls = new StoreCalls({
    open: async () => new (await import("./directory.ts")).Directory(dir, options.trim, host),
    clock: host.clock,
    title: "file",
  });
  return {
    locate: (ask) => locate(ask, options),
    parse,
    async get(location, ctx) {
      if (location.version) throw noVersions(location.path);
      const task = `reading ${location.path} in ${dir}`;
      return await calls.run(task, ctx, (directory, ctx) => directory.get(location, ctx));
    },
    ...calls.methods({
      list: () => `listing ${dir}`,
      probe: (locations) => `looking at ${locations.length} files in ${dir}`,
      check: () => `examining ${dir}`,
    }),
    watch: (locations, onChange, ctx) =>
      calls.watch(`watching ${dir}`, ctx, (directory, { signal }) =>
        directory.watch(locations, { onChange, signal }),
      ),
    close: () => calls.close(),
  };
}

function noVersions(path: string): SecretError {
  const problem = `the files of the file provider have no versions, and one of ${path} was asked for`;
  return new SecretError("unsupported", problem, { hint: "ask without a version or a stage" });
}

/** @throws SecretError `not_configured` */
function checkPrefix(prefix: string | undefined): void {
  const flaw = prefix && flawOf(prefix.replace(/\/$/, ""));
  if (!flaw) return;
  throw new SecretError("not_configured", `the prefix of the file provider cannot be a path: ${flaw}`, {
    hint: "correct SECRETS_FILE_PREFIX",
  });
}
