import { chmod } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

describe("check", () => {
  it("looks at every file that is there or should be", async () => {
    await directory.write("good.env", "A=1");
    await directory.write("open.env", "A=1");
    await directory.write("bad.env", "oops");
    await chmod(`${directory.path}/good.env`, 0o600);
    await chmod(`${directory.path}/open.env`, 0o644);
    const files = ["good.env", "open.env", "bad.env", "none.env"];
    const { provider, ctx } = envProvider({ directory: directory.path }, { files });
    expect(await provider.check?.([], ctx)).toMatchObject([
      { subject: "good.env", status: "ok", message: "1 variable" },
      { subject: "open.env", status: "warning", fix: "chmod 600 open.env" },
      { subject: "bad.env", status: "error", message: expect.stringContaining("line 1") },
      { subject: "none.env", status: "error", message: "none.env does not exist (not_configured)" },
    ]);
    const byDefault = envProvider({ directory: directory.path });
    expect(await byDefault.provider.check?.([], ctx)).toEqual([]);
  });
});
