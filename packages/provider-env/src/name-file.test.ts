import { describe, expect, it } from "vitest";
import { envProvider } from "./testing/env-provider.ts";
import { temporaryDirectory } from "./testing/temporary-directory.ts";

const directory = temporaryDirectory();

describe("NAME_FILE", () => {
  it("gives the content of the file that it names, without one line end", async () => {
    for (const [content, value] of [
      ["v", "v"],
      ["v\n", "v"],
      ["v\r\n", "v"],
      ["v\n\n", "v\n"],
      ["", ""],
      ["\n", ""],
      ["é 漢\n", "é 漢"],
    ] as const) {
      await directory.write("secret", content);
      const { text } = envProvider({ env: { DATABASE_URL_FILE: `${directory.path}/secret` } });
      expect(await text("database-url")).toBe(value);
    }
  });

  it("says where the value was found, under an id that no variable has", async () => {
    await directory.write("secret", "v");
    const file = `${directory.path}/secret`;
    const { read } = envProvider({ env: { DATABASE_URL_FILE: file } });
    expect(await read("database-url")).toEqual({
      id: `DATABASE_URL_FILE=${file}`,
      value: { type: "text", text: "v" },
      source: `DATABASE_URL_FILE in the process environment: ${file}`,
      metadata: { origin: "name-file" },
    });
    expect((await read("database-url-file"))?.id).toBe("DATABASE_URL_FILE");
  });

  it("gives bytes, whole, where the content is not UTF-8", async () => {
    const bytes = new Uint8Array([0xff, 0x00, 0x0a]);
    await directory.write("key", bytes);
    const { read } = envProvider({ env: { TLS_KEY_FILE: "key" }, directory: directory.path });
    const value = (await read("tls-key"))?.value;
    expect(value?.type === "bytes" && [...value.bytes]).toEqual([...bytes]);
  });

  it("is read only where NAME is unset in the same place", async () => {
    await directory.write("secret", "from the file");
    await directory.write(".env", "A=1\nB_FILE=secret\nC=3");
    const variables = { A_FILE: "secret", C: "", C_FILE: "secret" };
    const { text } = envProvider({ env: variables, directory: directory.path });
    expect(await text("a")).toBe("from the file");
    expect(await text("b")).toBe("from the file");
    expect(await text("c")).toBe("");
  });

  it("is found by the name as it was asked, too", async () => {
    await directory.write("secret", "v");
    const { text } = envProvider({ env: { "a-b_FILE": "secret" }, directory: directory.path });
    expect(await text("a-b")).toBe("v");
  });

  it("counts as unset where it is empty", async () => {
    const { text } = envProvider({ env: { A_FILE: "" }, directory: directory.path });
    expect(await text("a")).toBeUndefined();
  });

  it("does not take what a file holds for a reference", async () => {
    await directory.write("secret", "secret://aws/x");
    const { read } = envProvider({ env: { A_FILE: "secret" }, directory: directory.path });
    expect((await read("a"))?.value).toEqual({ type: "text", text: "secret://aws/x" });
  });

  it("is a failure, and not absence, where its file cannot be read", async () => {
    const { read } = envProvider({ env: { A_FILE: "/nowhere/secret", B_FILE: directory.path } });
    await expect(read("a")).rejects.toMatchObject({
      code: "not_configured",
      location: "the process environment",
      message: expect.stringContaining(
        "A_FILE in the process environment names a file (/nowhere/secret) that does not exist",
      ),
    });
    await expect(read("b")).rejects.toMatchObject({ message: expect.stringContaining("is a directory") });
  });
});
