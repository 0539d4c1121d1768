import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A directory of its own for each test, removed after it. */
export interface TemporaryDirectory {
  readonly path: string;
  write(file: string, content: string | Uint8Array): Promise<void>;
}

/** Registers the hooks that make and remove it; what is returned is of use inside tests. */
export function temporaryDirectory(): TemporaryDirectory {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "provider-env-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  return {
    get path() {
      return directory;
    },
    write: (file, content) => writeFile(path.join(directory, file), content),
  };
}
