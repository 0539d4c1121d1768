import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeHost } from "@claviger/core";
import { file } from "@claviger/provider-file";
import { type ConformanceHarness, describeProvider } from "@claviger/testing";
import { faultyFileSystem } from "./faults/faulty-file-system.ts";

async function harness(): Promise<ConformanceHarness> {
  const root = await mkdtemp(join(tmpdir(), "claviger-conformance-file-"));
  const dir = join(root, "secrets");
  // Who runs the tests may be root, whom no mode keeps out: the file system itself refuses.
  const denied = join(root, "denied");
  await mkdir(dir);
  await mkdir(denied);
  const real = nodeHost();
  const { fs, server } = faultyFileSystem(real.fs, { denies: (path) => path.startsWith(denied) });
  return {
    host: nodeHost({ env: {}, environment: "test", directory: root, fs }),
    server,
    provider: () => file({ dir }),
    deniedProvider: () => file({ dir: denied }),
    seed: async (name, value) => {
      const path = join(dir, name);
      if (!path.startsWith(dir)) throw new Error("That is outside of the directory.");
      await mkdir(dirname(path), { recursive: true });
      const raw = typeof value === "string" || value instanceof Uint8Array ? value : JSON.stringify(value);
      // A text file ends its last line.
      await writeFile(path, typeof raw === "string" ? `${raw}\n` : raw, { mode: 0o600 });
      return name;
    },
    remove: async (path) => {
      await rm(join(dir, path));
      return "absent";
    },
    close: async () => rm(root, { recursive: true }),
  };
}

describeProvider("file", harness, {
  capabilities: {
    emptyValues: true,
    nulCharacters: true,
    segmentedPaths: true,
    fields: true,
    binary: true,
    removal: true,
    denial: true,
    faults: true,
    checks: true,
    probing: true,
    listing: true,
    versions: "files have no versions",
    stages: "files have no versions",
    watching: "shown beside the provider: the suite needs versions for it",
    authentication: "a file system asks for no credentials",
    writing: "the platform writes them",
  },
});
