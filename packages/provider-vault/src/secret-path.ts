import { SecretError } from "@claviger/core/provider";

/** Where a secret lives. Both parts are as people write them, not encoded. */
export interface SecretPath {
  /** Without slashes around it; it may have several segments. */
  readonly mount: string;
  /** Inside the mount. */
  readonly path: string;
}

/** What is known of the mounts without asking. */
export interface MountNames {
  /** The mount in which names are looked up. */
  readonly mount: string;
  /** Mounts that make credentials. */
  readonly dynamic: readonly string[];
  /** Mounts that are KV v1. */
  readonly kv1: readonly string[];
}

/**
 * Takes a mount-qualified path apart: by the longest known mount that the path starts with, else the first segment is the
 * mount.
 *
 * @param path - such as `secret/imip/production`
 * @throws SecretError `invalid_ref`
 */
export function splitPath(path: string, known: MountNames): SecretPath {
  const flaw = flawOf(path);
  if (flaw) {
    const problem = `${JSON.stringify(path)} cannot be the path of a secret in Vault: ${flaw}`;
    throw new SecretError("invalid_ref", problem, {
      hint: "write <mount>/<path of the secret>, such as secret/imip/production",
    });
  }
  const { mount } = known;
  const isMount = [mount, ...known.dynamic, ...known.kv1].includes(path);
  const end = mountLength(path, known);
  if (end === -1 || isMount) {
    throw new SecretError("invalid_ref", `"${path}" names a mount of Vault and no secret in it`, {
      hint: `write the mount before the path, such as ${mount}/${isMount ? "imip/production" : path}`,
    });
  }
  return { mount: path.slice(0, end), path: path.slice(end + 1) };
}

/** How many characters of the path are its mount; -1 where it has one segment alone. */
export function mountLength(path: string, { mount, dynamic, kv1 }: MountNames): number {
  const named = [mount, ...dynamic, ...kv1].filter((name) => path.startsWith(`${name}/`));
  return named.length > 0 ? Math.max(...named.map((name) => name.length)) : path.indexOf("/");
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

/** What is wrong with an option that is a path, or a part of one. */
export function pathProblem(option: string, path: string): string | undefined {
  const flaw = flawOf(path);
  return flaw && `${option} cannot be part of a path of Vault: ${flaw}`;
}

/** Mounts and namespaces may be written with slashes around them. */
export function trimSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, "");
}

/** The mount-qualified form that `splitPath` takes apart. */
export function joinPath({ mount, path }: SecretPath): string {
  return `${mount}/${path}`;
}

/** The endpoints of KV v2 that have a secret's path after them. */
export type Endpoint = "data" | "metadata" | "delete" | "undelete" | "destroy";

/** The path that policies name: `secret/data/imip/production`. */
export function policyPath(endpoint: Endpoint, { mount, path }: SecretPath): string {
  return `${mount}/${endpoint}/${path}`;
}

/** A path below `/v1/`, encoded segment by segment, so that nothing in it means anything to HTTP or to node-vault. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
