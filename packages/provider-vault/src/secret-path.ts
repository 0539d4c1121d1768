import { SecretError } from "@claviger/core/provider";

/** Where a secret of KV v2 lives. Both parts are as people write them, not encoded. */
export interface SecretPath {
  /** Without slashes around it; it may have several segments. */
  readonly mount: string;
  /** Inside the mount. */
  readonly path: string;
}

/**
 * Takes a mount-qualified path apart: the configured mount if the path starts with it, else the first segment is the mount.
 *
 * @param path - such as `secret/imip/production`
 * @param mount - the configured mount
 * @throws SecretError `invalid_ref`
 */
export function splitPath(path: string, mount: string): SecretPath {
  const flaw = flawOf(path);
  if (flaw) {
    throw new SecretError(
      "invalid_ref",
      `${JSON.stringify(path)} cannot be the path of a secret in Vault: ${flaw}`,
      {
        hint: "write <mount>/<path of the secret>, such as secret/imip/production",
      },
    );
  }
  const end = path.startsWith(`${mount}/`) ? mount.length : path.indexOf("/");
  if (end === -1 || path === mount) {
    throw new SecretError("invalid_ref", `"${path}" names a mount of Vault and no secret in it`, {
      hint: `write the mount before the path, such as ${mount}/${path === mount ? "imip/production" : path}`,
    });
  }
  return { mount: path.slice(0, end), path: path.slice(end + 1) };
}

/**
 * Why Vault could not hold that path, or `undefined` if it can. `.` and `..` would be resolved on the way and reach another
 * API; Vault itself answers 400 to control characters.
 */
export function flawOf(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.includes("")) return "it has an empty segment";
  if (segments.includes(".") || segments.includes("..")) return "it has the segment . or ..";
  if (/\p{Cc}/u.test(path)) return "it has a control character";
  if (!path.isWellFormed()) return "it is not valid Unicode";
  return undefined;
}

/** The mount-qualified form that `splitPath` takes apart. */
export function joinPath({ mount, path }: SecretPath): string {
  return `${mount}/${path}`;
}

/** The path that policies name: `secret/data/imip/production`. */
export function policyPath(endpoint: "data" | "metadata", { mount, path }: SecretPath): string {
  return `${mount}/${endpoint}/${path}`;
}

/** A path below `/v1/`, encoded segment by segment, so that nothing in it means anything to HTTP or to node-vault. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
