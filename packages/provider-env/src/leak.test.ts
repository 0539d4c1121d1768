import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { env } from "./env.ts";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();
const canary = "c4n4ry-v4lue";

/** Everything that a log or a crash could print of what the work throws. */
async function printed(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: unknown) => error,
  );
  return `${inspect(error, { depth: null, showHidden: true })}${JSON.stringify(error)}`;
}

describe("no error holds a value", () => {
  const files: [title: string, text: string | Uint8Array][] = [
    ["a bare line", canary],
    ["a wrapped value", `A="1\n${canary}`],
    ["an unclosed quote", `A='${canary}`],
    ["text after a quote", `A="x" ${canary}`],
    ["a bad name", `${canary} x=${canary}`],
    ["a cut reference", `A=secret://aws/${canary}#x`],
    ["a reserved name", `__proto__=${canary}`],
    ["bytes", Buffer.from(`A=${canary}\xFF`, "latin1")],
    ["two that fold alike", `x.y=${canary}\nx-y=${canary}`],
    ["a file's name in place of the value", `X_Y_FILE=${canary}`],
  ];

  it.each(files)("in a .env file: %s", async (_title, text) => {
    await directory.write(".env", text);
    const { read, provider, ctx } = envProvider({ directory: directory.path });
    const thrown = await printed(read("X_Y"));
    expect(thrown).toContain("SecretError");
    expect(thrown).not.toContain(canary);
    expect(JSON.stringify(await provider.check?.([], ctx))).not.toContain(canary);
  });

  it("in the variables for core", async () => {
    await directory.write(".env", `A=1\n${canary}`);
    const { host } = envProvider({ directory: directory.path });
    const variables = async (): Promise<unknown> => env.variables?.({ case: "upper-snake" }, host);
    expect(await printed(variables())).not.toContain(canary);
  });

  it("in the process environment", async () => {
    const host = { directory: directory.path, env: { "x.y": canary, "x-y": canary, A_FILE: canary } };
    const { read } = envProvider(host);
    expect(await printed(read("X_Y"))).not.toContain(canary);
    expect(await printed(read("a"))).not.toContain(canary);
  });

  it("nor does the warning in production", async () => {
    await directory.write(".env", `A=${canary}`);
    const { read, reports } = envProvider({ directory: directory.path, environment: "production" });
    await read("a");
    expect(reports).toHaveLength(1);
    expect(JSON.stringify(reports)).not.toContain(canary);
  });
});
