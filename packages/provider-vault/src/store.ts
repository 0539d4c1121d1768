import {
  answerOf,
  type CallContext,
  type Host,
  type Location,
  type Provider,
  SecretError,
} from "@claviger/core/provider";
import { examine } from "./check.ts";
import { Connection } from "./connection.ts";
import { deleteSecret, restoreSecret } from "./delete-secret.ts";
import { readCredentials, renewLease, revokeLease } from "./dynamic.ts";
import { listPaths, type ReadPage, readPage } from "./list-secrets.ts";
import { metadataOf } from "./metadata.ts";
import { readSecret } from "./read-secret.ts";
import { mountLength, type MountNames, type SecretPath, splitPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";
import type { Settings } from "./settings.ts";
import { probeVersion } from "./version.ts";
import { fieldsOf, patchSecret, putSecret } from "./write-secret.ts";

/** What a provider does that asks the store. */
export type Store = Required<
  Omit<Provider, "locate" | "parse" | "policy" | "getMany" | "setStage" | "watch">
>;

/** One Vault that can be asked. No call looks at its deadline: they are run by `StoreCalls`. */
export function openStore(settings: Settings, host: Host): Store {
  const connection = new Connection(settings, host);
  const asked = (secret: SecretPath, ctx: CallContext): AskedSecret => ({
    ...secret,
    session: connection.session(ctx),
  });
  return {
    async get({ path, version }, ctx) {
      const secret = asked(splitPath(path, settings), ctx);
      if (!settings.dynamic.includes(secret.mount)) return await readSecret(secret, version);
      if (version) throw noVersions(path);
      return await readCredentials(secret);
    },

    put: async (location, value, options, ctx) =>
      putSecret(asked(wholeAt(location, settings), ctx), { fields: fieldsOf(value), options }),

    patch: async (location, fields, options, ctx) =>
      patchSecret(asked(writableAt(location, settings), ctx), { fields, options }),

    delete: async (location, options, ctx) => deleteSecret(asked(wholeAt(location, settings), ctx), options),

    restore: async (location, { version }, ctx) =>
      restoreSecret(asked(writableAt(location, settings), ctx), version),

    async *versions({ path }, ctx) {
      const metadata = await metadataOf(asked(versionedAt(path, settings), ctx));
      if (metadata) yield* metadata.versions;
    },

    /** The paths that start with `prefix`: the mount first, or none for all of the configured mount. */
    async *list(prefix, ctx) {
      const secret = asked(prefixOf(prefix, settings), ctx);
      const page: ReadPage = (path, after) => readPage({ ...secret, path }, after);
      for await (const path of listPaths(secret, page)) yield { path };
    },

    probe: (locations, ctx) =>
      Promise.all(
        locations.map(({ path, version }) =>
          answerOf(() => probeVersion(asked(versionedAt(path, settings), ctx), version)),
        ),
      ),

    renew: (lease, ctx) => renewLease(lease, connection.session(ctx)),
    revoke: (lease, ctx) => revokeLease(lease, connection.session(ctx)),
    check: (locations, ctx) => examine(locations, { settings, session: connection.session(ctx) }),
    close: () => connection.close(),
  };
}

/** Where a secret is written or deleted whole. A field is a part of it, and the others would be lost. */
function wholeAt(location: Location, known: MountNames): SecretPath {
  if (location.field === undefined) return writableAt(location, known);
  throw new SecretError("unsupported", `one field of "${location.path}" is not written or deleted so`, {
    hint: "patch the secret, or name it without a field",
  });
}

function writableAt({ path, version }: Location, known: MountNames): SecretPath {
  const secret = splitPath(path, known);
  if (known.dynamic.includes(secret.mount)) {
    throw new SecretError("unsupported", `"${path}" is made by Vault, and cannot be written`, {
      hint: "read it: every read makes new credentials",
    });
  }
  if (!version) return secret;
  throw new SecretError("invalid_ref", `a version of "${path}" never changes`, {
    hint: "name the secret without a version; deleting and restoring take one as an option",
  });
}

/** Where a secret has versions. */
function versionedAt(path: string, known: MountNames): SecretPath {
  const secret = splitPath(path, known);
  if (known.dynamic.includes(secret.mount)) throw noVersions(path);
  return secret;
}

function prefixOf(prefix: string, known: MountNames): SecretPath {
  const { mount } = known;
  const end = mountLength(prefix, known);
  if (end !== -1) return { mount: prefix.slice(0, end), path: prefix.slice(end + 1) };
  if (`${mount}/`.startsWith(prefix)) return { mount, path: "" };
  throw new SecretError("invalid_ref", `"${prefix}" names no mount of Vault`, {
    hint: `write the mount before the prefix, such as ${mount}/${prefix}`,
  });
}

function noVersions(path: string): SecretError {
  return new SecretError("unsupported", `"${path}" is made by Vault at each read, and has no versions`, {
    hint: "ask for it without a version",
  });
}
