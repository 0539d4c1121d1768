import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../test-integration/src/servers/run-command.ts";

const packagesFolder = join(import.meta.dirname, "..", "packages");

/** What of a package.json the checks look at. */
export interface PackageManifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package as npm would get it. */
export interface PackedPackage {
  readonly manifest: PackageManifest;
  /** The path of its .tgz file. */
  readonly tarball: string;
  /** The paths in it, without the leading `package/`. */
  readonly files: readonly string[];
}

/** A folder in packages/ that is published. */
export interface PublishablePackage {
  readonly folder: string;
  /** False for one that only has a command. */
  readonly importable: boolean;
}

/** What of packages/ is published. */
export async function publishablePackages(): Promise<readonly PublishablePackage[]> {
  const found: PublishablePackage[] = [];
  for (const folder of await readdir(packagesFolder)) {
    const manifest: PackageManifest = JSON.parse(
      await readFile(join(packagesFolder, folder, "package.json"), "utf8"),
    );
    if (manifest.private === true) continue;
    const exported = Object.keys(manifest.exports ?? {});
    found.push({ folder, importable: exported.some((path) => path !== "./package.json") });
  }
  return found;
}

/** Packs a package as `pnpm publish` would, into a folder outside of the repository. */
export async function packPackage(
  folder: string,
  options: { readonly into: string },
): Promise<PackedPackage> {
  const cwd = join(packagesFolder, folder);
  const printed = await runCommand("pnpm", ["pack", "--json", "--pack-destination", options.into], { cwd });
  const { filename: tarball }: { readonly filename: string } = JSON.parse(printed);
  const listed = await runCommand("tar", ["-tzf", tarball]);
  const manifest = await runCommand("tar", ["-xzOf", tarball, "package/package.json"]);
  const files = listed.trim().split("\n");
  return {
    tarball,
    manifest: JSON.parse(manifest),
    files: files.map((path) => path.replace(/^package\//, "")),
  };
}
