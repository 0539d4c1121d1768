import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

describe("in production", () => {
  it("warns of a value that came from a .env file, and of nothing else", async () => {
    await directory.write(".env", "A=1\nB=secret://aws/b");
    const host = { env: { C: "3" }, environment: "production", directory: directory.path };
    const { text, reports } = envProvider(host);
    await text("b");
    await text("c");
    expect(reports).toEqual([]);
    await text("a");
    expect(reports).toEqual([
      { type: "warning", id: "env-file-in-production", message: expect.stringContaining("A in .env:1") },
    ]);
  });

  it("is the only environment that warns", async () => {
    await directory.write(".env", "A=1");
    const { text, reports } = envProvider({ environment: "staging", directory: directory.path });
    await text("a");
    expect(reports).toEqual([]);
  });
});
