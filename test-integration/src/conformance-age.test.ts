import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeHost } from "@claviger/core";
import type { CallContext, Provider, WritableValue } from "@claviger/core/provider";
import { age, createAgeStore } from "@claviger/provider-age";
import {
  type ConformanceHarness,
  describeProvider,
  type LeakCanary,
  type SeedValue,
} from "@claviger/testing";
import { generateX25519Identity } from "age-encryption";
import { faultyFileSystem } from "./faults/faulty-file-system.ts";

const ctx = (): CallContext => ({
  signal: new AbortController().signal,
  deadline: Date.now() + 15_000,
  report: () => undefined,
});

async function harness(canary: LeakCanary): Promise<ConformanceHarness> {
  const directory = await mkdtemp(join(tmpdir(), "claviger-conformance-age-"));
  const store = join(directory, "store.age");
  // Who runs the tests may be root, whom no mode keeps out: the file system itself refuses.
  const denied = join(directory, "denied.age");
  const real = nodeHost({ env: {}, environment: "test", directory });
  const { fs, server } = faultyFileSystem(real.fs, {
    denies: (path) => path === denied,
    concerns: (path) => path === store,
  });
  const { identityFile: identity } = await createAgeStore({
    file: store,
    identityFile: "identity.txt",
    host: real,
  });
  const wrong = await generateX25519Identity();
  canary.watch(wrong);
  await writeFile(join(directory, "wrong.txt"), `${wrong}\n`, { mode: 0o600 });
  const writer: Provider = age.create(
    { file: store, identity, history: 10, workFactor: 18, case: "as-is" },
    real,
  );
  const write = async (path: string, value: SeedValue): Promise<string> => {
    const { path: parsed } = writer.parse(path);
    await writer.put?.({ path: parsed }, writable(value), {}, ctx());
    return parsed;
  };
  return {
    host: { ...real, fs },
    server,
    provider: () => age({ file: store, identity }),
    deniedProvider: () => age({ file: denied, identity }),
    wrongCredentials: () => age({ file: store, identity: "wrong.txt" }),
    seed: write,
    newVersion: async (path, value) => void (await write(path, value)),
    remove: async (path) => {
      await writer.delete?.({ path }, {}, ctx());
      return "deleted";
    },
    close: async () => {
      await writer.close?.();
      await rm(directory, { recursive: true });
    },
  };
}

function writable(value: SeedValue): WritableValue {
  if (typeof value === "string") return { type: "text", text: value };
  return value instanceof Uint8Array ? { type: "bytes", bytes: value } : { type: "fields", fields: value };
}

describeProvider("age", harness, {
  capabilities: {
    emptyValues: true,
    nulCharacters: true,
    segmentedPaths: true,
    fields: true,
    binary: true,
    versions: true,
    stages: true,
    removal: true,
    denial: true,
    authentication: true,
    faults: true,
    checks: true,
    batches: true,
    probing: true,
    listing: true,
    history: true,
    writing: true,
    conditionalWrites: true,
    patching: true,
    deleting: true,
    restoring: true,
    staging: true,
    watching: true,
    policies: "a file has no policies",
    leases: "what is stored does not expire",
  },
});
