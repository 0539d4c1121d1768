import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A project's directory on the real file system, for what Node itself resolves. */
export interface ProjectDirectory extends AsyncDisposable {
  readonly path: string;
  /** Writes files, by their paths in the project. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Installs a package: its package.json without name and version, and its files. */
  install(
    name: string,
    manifest: Readonly<Record<string, unknown>>,
    files: Readonly<Record<string, string>>,
  ): Promise<void>;
}

/** An empty project, removed when it is disposed of. */
export async function projectDirectory(): Promise<ProjectDirectory> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "claviger-project-")));
  const write: ProjectDirectory["write"] = async (files) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text);
    }
  };
  return {
    path,
    write,
    install: (name, manifest, files) => {
      const inPackage = Object.entries(files).map(([file, text]) => [`node_modules/${name}/${file}`, text]);
      const json = JSON.stringify({ name, version: "1.0.0", ...manifest });
      return write({ ...Object.fromEntries(inPackage), [`node_modules/${name}/package.json`]: json });
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}
