import { lstat, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { type HostFileSystem, SecretError } from "@claviger/core/provider";
import { isMissing, translateError } from "./native-error.ts";

/** What `stat` says of a file. */
export type FileState = Awaited<ReturnType<HostFileSystem["stat"]>>;

/** What was found: with links resolved, and inside of the directory. */
export interface Found {
  /** Absolute, without links: where the bytes are. */
  readonly real: string;
  readonly state: FileState;
  readonly kind: "a file" | "a folder" | "a named pipe" | "a device" | "a socket" | "something else";
}

/** By the bits of a mode that say so. */
const kinds: Readonly<Record<number, Found["kind"]>> = {
  0o010000: "a named pipe",
  0o020000: "a device",
  0o040000: "a folder",
  0o060000: "a device",
  0o100000: "a file",
  0o140000: "a socket",
};

/** How often a look is repeated that Kubernetes swapped the volume under. */
const attempts = 5;

/** The directory, as it is now: it is looked at again for each read, since mounts and links change. */
export class BaseDirectory {
  readonly path: string;
  readonly fs: HostFileSystem;

  constructor(path: string, fs: HostFileSystem) {
    this.path = path;
    this.fs = fs;
  }

  /** @throws SecretError `not_configured` if there is no such directory; `denied`, `unavailable` */
  async examine(): Promise<void> {
    const { mode } = await this.fs.stat(this.path).catch((error: unknown) => {
      throw isMissing(error) ? this.#missing("does not exist") : translateError(error, this.path);
    });
    if (kindOf(mode) !== "a folder") throw this.#missing("is not a directory");
  }

  /**
   * The file at a path, once it is certain that the directory is there. `undefined`: the directory does not have it.
   * @throws SecretError `decode` if it is no regular file, and as `look`
   */
  async find(path: string): Promise<Found | undefined> {
    const found = await this.look(path);
    if (!found || found.kind === "a file") return found;
    const shown = join(this.path, path);
    throw new SecretError("decode", `${shown} is ${found.kind}, and no file`, {
      location: shown,
      hint: found.kind === "a folder" ? "name a file in it" : "put a regular file there",
    });
  }

  /**
   * What is at a path, file or not.
   * @throws SecretError `not_configured` if it is a link that leaves the directory; `denied`, `unavailable`
   */
  async look(path: string): Promise<Found | undefined> {
    const real = await this.#resolve(path);
    if (real === undefined) return undefined;
    // It was there a moment ago: where it is missing, the volume was swapped between the two looks.
    const state = await this.fs.stat(real).catch(movedOrFailed(join(this.path, path)));
    return { real, state, kind: kindOf(state.mode) };
  }

  /** Runs a look again when the volume was swapped under it. */
  async steadily<T>(look: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await look();
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
        if (attempt < attempts) continue;
        if (error.lasting) throw error.lasting;
        throw new SecretError("unavailable", `${this.path} changes faster than it can be read`, {
          location: this.path,
          hint: "ask again when what writes there is done",
        });
      }
    }
  }

  /** Where a path leads, without links. `undefined`: certainly nowhere. */
  async #resolve(path: string): Promise<string | undefined> {
    const full = join(this.path, path);
    const base = await realpath(this.path).catch(movedOrFailed(this.path));
    const real = await realpath(full).catch((error: unknown) => {
      if (!isMissing(error)) throw translateError(error, full);
    });
    if (real === undefined) return await this.#proveAbsent(base, path);
    if (real.startsWith(base.endsWith(sep) ? base : base + sep)) return real;
    throw new SecretError("not_configured", `${full} is a link that leaves ${this.path}`, {
      location: full,
      hint: "put the file itself there, or set SECRETS_FILE_DIR to the directory that holds both",
    });
  }

  /**
   * A path of which a part was missing is only absent if that part is missing from a folder that is there. Else a link led
   * into a folder that was just taken away.
   * @throws Moved
   */
  async #proveAbsent(base: string, path: string): Promise<undefined> {
    let folder = base;
    for (const segment of path.split("/")) {
      const entry = join(folder, segment);
      const isLink = await linkAt(entry);
      if (isLink === undefined) {
        if ((await linkAt(folder)) === undefined) throw new Moved();
        return undefined;
      }
      const next = isLink ? await realpath(entry).catch(() => undefined) : entry;
      if (next === undefined) throw new Moved(dangling(join(this.path, path)));
      folder = next;
    }
    throw new Moved();
  }

  #missing(problem: string): SecretError {
    return new SecretError("not_configured", `${this.path} ${problem}`, {
      location: this.path,
      hint: "mount the secrets there, or correct SECRETS_FILE_DIR",
    });
  }
}

/** What was found is no longer where it was. */
export class Moved extends Error {
  /** What it is if it stays so. */
  readonly lasting: SecretError | undefined;

  constructor(lasting?: SecretError) {
    super("moved");
    this.lasting = lasting;
  }
}

/** Of a look at what was there a moment ago: that it is missing now is no failure. */
export function movedOrFailed(path: string): (error: unknown) => never {
  return (error) => {
    throw isMissing(error) ? new Moved() : translateError(error, path);
  };
}

function kindOf(mode: number): Found["kind"] {
  return kinds[mode & 0o170000] ?? "something else";
}

/** Whether there is a link, or something else, or nothing (`undefined`). @throws SecretError */
async function linkAt(path: string): Promise<boolean | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateError(error, path);
  }
}

/** For a moment, this is also what a key looks like that Kubernetes is taking away. */
function dangling(path: string): SecretError {
  return new SecretError("unavailable", `${path} is a link to a file that does not exist`, {
    location: path,
    hint: "correct or remove the link",
  });
}
