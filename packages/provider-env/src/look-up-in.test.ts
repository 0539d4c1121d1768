import { nodeHost, type Host } from "@claviger/core";
import type { Answer, SecretRecord } from "@claviger/core/provider";
import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

/** Asks for names together, on a host that counts its looks at files. */
async function readTogether(
  names: readonly string[],
  host: Partial<Host> = {},
): Promise<{ readonly answers: readonly Answer<SecretRecord>[]; readonly looks: readonly string[] }> {
  const looks: string[] = [];
  const { fs } = nodeHost();
  const counting: Host["fs"] = {
    ...fs,
    stat: (path) => {
      looks.push(path);
      return fs.stat(path);
    },
  };
  const { provider, ctx } = envProvider({ directory: directory.path, fs: counting, ...host });
  const locations = names.map((path) => ({ path }));
  return { answers: (await provider.getMany?.(locations, ctx)) ?? [], looks };
}

const found = (id: string, text: string): object => ({
  status: "found",
  value: { id, value: { type: "text", text } },
});

describe("names that are asked for together", () => {
  it("have an answer each, in order, from wherever they are", async () => {
    await directory.write(".env", "B=file\nA=must not win");
    await directory.write("c.txt", "from c.txt\n");
    const { answers } = await readTogether(["c", "a", "none", "b", "a", "a-b"], {
      env: { A: "process", C_FILE: "c.txt", "A.B": "1", "A-B": "2" },
    });
    expect(answers).toMatchObject([
      { status: "found", value: { value: { text: "from c.txt" }, metadata: { origin: "name-file" } } },
      found("A", "process"),
      { status: "absent" },
      found("B", "file"),
      found("A", "process"),
      { status: "error", error: { code: "conflict" } },
    ]);
  });

  it("have the records that they have alone", async () => {
    await directory.write(".env", "A=1\nB=2");
    const { read } = envProvider({ directory: directory.path });
    const { answers } = await readTogether(["a", "b"]);
    const alone = [await read("a"), await read("b")];
    expect(answers).toEqual(alone.map((value) => ({ status: "found", value })));
  });

  it("are one look at each file, and at no file that no name needs", async () => {
    await directory.write(".env.local", "A=1\nB=2");
    const names = Array.from({ length: 100 }, (_, index) => `name-${index}`);
    expect((await readTogether(names)).looks).toHaveLength(4);
    expect((await readTogether(["a", "b"])).looks).toHaveLength(2);
    expect((await readTogether(["a"], { env: { A: "1" } })).looks).toEqual([]);
  });

  it("fail with a malformed file only where no place before it has them", async () => {
    await directory.write(".env.local", "B=2");
    await directory.write(".env", "what is this");
    const { answers } = await readTogether(["a", "b", "c"], { env: { A: "1" } });
    const failed = { status: "error", error: { code: "not_configured", location: ".env:1" } };
    expect(answers).toMatchObject([found("A", "1"), found("B", "2"), failed]);
  });

  it("fail by themselves for a version, and for a file that cannot be read", async () => {
    const { provider, ctx } = envProvider({ env: { A: "1", B_FILE: "/nonexistent/file" } });
    const locations = [{ path: "a", version: { stage: "previous" } }, { path: "b" }, { path: "a" }];
    expect(await provider.getMany?.(locations, ctx)).toMatchObject([
      { error: { code: "unsupported" } },
      { error: { code: "not_configured" } },
      found("A", "1"),
    ]);
  });

  it("are each warned about in production when they come from a file", async () => {
    await directory.write(".env", "A=1\nB=2");
    const { provider, ctx, reports } = envProvider({ directory: directory.path, environment: "production" });
    await provider.getMany?.([{ path: "a" }, { path: "b" }], ctx);
    expect(reports).toHaveLength(2);
  });

  it("are not read for a caller who has left", async () => {
    const { provider, ctx } = envProvider({ env: { A: "1" } });
    const left = { ...ctx, signal: AbortSignal.abort() };
    await expect(provider.getMany?.([{ path: "a" }], left)).rejects.toMatchObject({ code: "aborted" });
  });
});
