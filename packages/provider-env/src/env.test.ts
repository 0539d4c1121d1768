import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { env, provider } from "./index.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

it("is exported under its own name and under the one that core looks for", () => {
  expect(provider).toBe(env);
  expect(env.name).toBe("env");
  expect(env({ files: [".env"], label: "dev" })).toMatchObject({
    options: { files: [".env"] },
    label: "dev",
  });
});

/** Reads `A` in a process of its own: what it prints, and whether dotenv was loaded by then. */
async function readInProcess(): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const program = `
    import { createRequire } from "node:module";
    import { nodeHost } from "@claviger/core";
    import { env } from ${JSON.stringify(import.meta.resolve("./env.ts"))};
    const instance = env.create({ case: "upper-snake" }, nodeHost({ env: {}, directory: ${JSON.stringify(directory.path)} }));
    const ctx = { signal: new AbortController().signal, deadline: Infinity, report() {} };
    const record = await instance.get({ path: "A" }, ctx);
    const loaded = Object.keys(createRequire(${JSON.stringify(import.meta.url)}).cache);
    console.log(record?.value.text, loaded.some((file) => file.includes("dotenv")));
  `;
  const args = ["--input-type=module", "--eval", program];
  return promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
}

describe("dotenv", () => {
  it("is not loaded where there is no .env file", async () => {
    expect(await readInProcess()).toEqual({ stdout: "undefined false\n", stderr: "" });
  });

  it("is loaded with the first .env file, and prints nothing", async () => {
    await directory.write(".env", "A=1");
    expect(await readInProcess()).toEqual({ stdout: "1 true\n", stderr: "" });
  });
});
