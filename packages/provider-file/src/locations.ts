import { sep } from "node:path";
import { type Ask, conventionalLocations, type Location, SecretError } from "@claviger/core/provider";
import type { FileOptions } from "./options.ts";

/** No file system of use takes longer names. */
const longestSegment = 255;

/** Where a name would be: a file of that name, in a folder for each `/` before it. */
export function locate(
  ask: Ask,
  { prefix, case: nameCase }: Pick<FileOptions, "prefix" | "case">,
): Location[] {
  return conventionalLocations(ask, { prefix, case: nameCase }).filter(({ path }) => !flawOf(path));
}

/** @throws SecretError `invalid_ref` */
export function parse(path: string): Location {
  const flaw = flawOf(path);
  if (flaw === undefined) return { path };
  throw new SecretError("invalid_ref", `a path of the file provider is malformed: ${flaw}`, {
    hint: "write the names of folders and a file between slashes, such as secret://file/payments/stripe-key",
  });
}

/** Why no file of the directory can have this path. */
export function flawOf(path: string): string | undefined {
  if (/\p{Cc}/u.test(path) || !path.isWellFormed()) return "it has a control character or half of one";
  // There, these would make it a path of another folder or drive.
  if (sep === "\\" && /[\\:]/.test(path)) return "it has a backslash or a colon";
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") return "it has an empty segment or a dot";
    // Kubernetes keeps its own under such names: `..data`, `..2026_01_31_10_00_00.123`.
    if (segment.startsWith("..")) return "it has a segment that starts with two dots";
    if (Buffer.byteLength(segment) > longestSegment) return "it has a segment of more than 255 bytes";
  }
  return undefined;
}
