import type { ConfigurationVariables } from "@claviger/core/provider";
import { describe, expect, it } from "vitest";
import { env } from "./env.ts";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

async function variables(files?: readonly string[]): Promise<ConfigurationVariables | undefined> {
  const { host } = envProvider({ env: { A: "process" }, directory: directory.path });
  return env.variables?.({ case: "upper-snake", ...(files && { files }) }, host);
}

describe("the variables of the .env files", () => {
  it("are those of all files, the first file's winning, with their lines", async () => {
    await directory.write(".env.local", "A=1\nconstructor=2");
    await directory.write(".env", "\nA=3\nB=");
    expect(await variables()).toEqual({
      values: { A: "1", constructor: "2", B: "" },
      origin: { A: ".env.local:1", constructor: ".env.local:2", B: ".env:3" },
    });
  });

  it("are none where there is no file", async () => {
    expect(await variables()).toEqual({ values: {}, origin: {} });
  });

  it("fail with what is wrong with every file", async () => {
    await directory.write("a.env", "A=1\noops");
    await expect(variables(["a.env", "b.env"])).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringMatching(/a\.env is malformed: line 2 .*; b\.env does not exist/),
      errors: [{ location: "a.env:2" }, { location: "b.env" }],
    });
    await expect(variables(["a.env"])).rejects.toMatchObject({ location: "a.env:2", errors: [] });
  });
});
