import { mkdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

describe(".env files", () => {
  it("are asked in order, after the process environment", async () => {
    await directory.write(".env.staging.local", "A=1");
    await directory.write(".env.local", "A=2\nB=2");
    await directory.write(".env.staging", "A=3\nB=3\nC=3");
    await directory.write(".env", "A=4\nB=4\nC=4\nD=4\nE=4");
    const { read } = envProvider({ env: { E: "0" }, environment: "staging", directory: directory.path });
    const sources = await Promise.all(
      ["a", "b", "c", "d", "e"].map(async (name) => (await read(name))?.source),
    );
    expect(sources).toEqual([
      "A in .env.staging.local:1",
      "B in .env.local:2",
      "C in .env.staging:3",
      "D in .env:4",
      "E in the process environment",
    ]);
  });

  it("are those that the options list, with the environment's name filled in", async () => {
    await directory.write("staging.env", "A=1");
    await directory.write(".env", "A=2\nB=2");
    const host = { environment: "staging", directory: directory.path };
    const { text } = envProvider(host, { files: ["{environment}.env"] });
    expect(await text("a")).toBe("1");
    expect(await text("b")).toBeUndefined();
  });

  it("may be missing by default, not when they are listed", async () => {
    const host = { directory: directory.path };
    expect(await envProvider(host).text("a")).toBeUndefined();
    await expect(envProvider(host, { files: ["my.env"] }).text("a")).rejects.toMatchObject({
      code: "not_configured",
      location: "my.env",
      message: expect.stringContaining("my.env does not exist"),
    });
  });

  it("give dotenv's values: quotes, line ends, empty values, a megabyte", async () => {
    const long = "x".repeat(1_000_000);
    await directory.write(
      ".env",
      `\uFEFFA="1\\n2" # c\r\nexport B=\r\nC='é\r\n漢#'\r\nD=1\r\nD=2\r\nLONG="${long}"`,
    );
    const { read, text } = envProvider({ directory: directory.path });
    expect(await text("a")).toBe("1\n2");
    expect(await text("b")).toBe("");
    expect(await text("c")).toBe("é\n漢#");
    expect(await text("d")).toBe("2");
    expect(await text("long")).toBe(long);
    expect((await read("d"))?.source).toBe("D in .env:6");
    expect((await read("d"))?.metadata).toEqual({ origin: "file" });
  });

  it("fold, and conflict, each on its own", async () => {
    await directory.write(".env.local", "Data.Url=1");
    await directory.write(".env", "x.y=1\nx-y=2\ndata-url=3");
    const { text } = envProvider({ directory: directory.path });
    expect(await text("DATA_URL")).toBe("1");
    await expect(text("X_Y")).rejects.toMatchObject({ code: "conflict", location: ".env" });
  });

  it("never reach the process's environment", async () => {
    await directory.write(".env", "CLAVIGER_TEST_LEAK=1");
    const before = { ...process.env };
    const { text } = envProvider({ env: process.env, directory: directory.path });
    expect(await text("claviger-test-leak")).toBe("1");
    expect({ ...process.env }).toEqual(before);
  });

  it("answer references, quoted with # and unquoted with ?field=", async () => {
    await directory.write(".env", "A=secret://aws/x?field=y # note\nB='secret://aws/x#y'");
    const { read } = envProvider({ directory: directory.path });
    expect((await read("a"))?.value).toEqual({ type: "reference", reference: "secret://aws/x?field=y" });
    expect((await read("b"))?.value).toEqual({ type: "reference", reference: "secret://aws/x#y" });
  });

  it("are refused when an unquoted reference would lose its field", async () => {
    await directory.write(".env", "A=1\nB=secret://aws/x#y");
    const { read } = envProvider({ directory: directory.path });
    await expect(read("b")).rejects.toMatchObject({
      code: "invalid_ref",
      location: ".env:2",
      hint: expect.stringContaining("?field="),
    });
  });

  it("are refused with all their problems at once", async () => {
    await directory.write(".env", "A=1\nnonsense\nB='open\nC=3");
    const { read } = envProvider({ directory: directory.path });
    await expect(read("a")).rejects.toMatchObject({
      code: "not_configured",
      location: ".env:2",
      message: expect.stringContaining(
        "line 2 is neither an assignment, a comment nor blank, line 3 opens a quote that is not closed",
      ),
    });
  });

  it("are refused by line where they are not UTF-8", async () => {
    await directory.write(".env", Buffer.from("A=1\r\nB=\xE9\r\nC=\xFF", "latin1"));
    const { read } = envProvider({ directory: directory.path });
    await expect(read("a")).rejects.toMatchObject({
      location: ".env:2",
      message: expect.stringContaining("line 2 is not UTF-8, line 3 is not UTF-8"),
    });
  });

  it("are refused where they are directories or may not be read", async () => {
    await mkdir(`${directory.path}/.env`);
    const { read, host } = envProvider({ directory: directory.path });
    await expect(read("a")).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining(".env is a directory"),
    });
    const denied = Object.assign(new Error("secret text"), { code: "EACCES" });
    const fs = { ...host.fs, stat: () => Promise.reject(denied) };
    await expect(envProvider({ directory: directory.path, fs }).read("a")).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining("may not be read by this process"),
      cause: { name: "Error", code: "EACCES" },
    });
  });
});
