import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { SecretValue } from "../contract/secret-record.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import { StoredSecret } from "./stored-secret.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function stored(value: SecretValue, source?: string): StoredSecret {
  return new StoredSecret({ id: "app/key", value, ...(source === undefined ? {} : { source }) });
}

function failure(read: () => unknown): SecretError {
  try {
    read();
  } catch (error) {
    if (isSecretError(error)) return error;
    throw error;
  }
  throw new Error("it was read");
}

describe("a stored text", () => {
  it("is given as it is, as text and as UTF-8", () => {
    const secret = stored({ type: "text", text: " é\n" });
    expect(secret.text()).toBe(" é\n");
    expect(secret.bytes()).toEqual(encode(" é\n"));
  });

  it("may be empty", () => {
    expect(stored({ type: "text", text: "" }).text()).toBe("");
    expect(stored({ type: "text", text: "" }).bytes()).toHaveLength(0);
  });

  it("has fields if it is a JSON object, parsed once", () => {
    const secret = stored({ type: "text", text: '{"A":1.0}' });
    expect({ ...secret.fields() }).toEqual({ A: "1.0" });
    expect(secret.fields()).toBe(secret.fields());
    expect(secret.text()).toBe('{"A":1.0}');
  });

  it("is not decodable as fields otherwise, and the error names where it is and the way out", () => {
    const error = failure(() => stored({ type: "text", text: "hunter2" }, "KEY in .env:3").fields());
    expect(error).toMatchObject({ code: "decode", problem: "KEY in .env:3 is not a JSON object" });
    expect(error.hint).toContain("ask for the secret itself");
    expect(inspect(error, { depth: 9 })).not.toContain("hunter2");
  });

  it("is not decodable as fields where it is nested too deeply, and the process lives", () => {
    const deep = `{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
    expect(failure(() => stored({ type: "text", text: deep }).fields()).code).toBe("decode");
  });
});

describe("stored bytes", () => {
  it("are decoded as UTF-8", () => {
    expect(stored({ type: "bytes", bytes: encode("clé") }).text()).toBe("clé");
  });

  it("keep a byte order mark", () => {
    expect(stored({ type: "bytes", bytes: Uint8Array.of(0xef, 0xbb, 0xbf, 0x61) }).text()).toBe("\ufeffa");
  });

  it.each([
    ["a lone continuation byte", [0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["a character cut short", [0x61, 0xe2, 0x82]],
    ["UTF-16", [0xff, 0xfe, 0x61, 0x00]],
  ])("are not text where they hold %s", (_what, bytes) => {
    const secret = stored({ type: "bytes", bytes: Uint8Array.from(bytes) });
    expect(failure(() => secret.text())).toMatchObject({ code: "decode", hint: "read it with getBytes" });
    expect(secret.bytes()).toEqual(Uint8Array.from(bytes));
  });

  it("have fields if they hold a JSON object, with or without a byte order mark", () => {
    expect({ ...stored({ type: "bytes", bytes: encode('{"A":"x"}') }).fields() }).toEqual({ A: "x" });
    expect({ ...stored({ type: "bytes", bytes: encode('\ufeff{"A":"x"}') }).fields() }).toEqual({ A: "x" });
  });

  it("are the caller's own copy", () => {
    const secret = stored({ type: "bytes", bytes: encode("abc") });
    secret.bytes().fill(0);
    expect(secret.text()).toBe("abc");
    expect(secret.bytes()).toEqual(encode("abc"));
  });

  it("of a megabyte are read quickly", () => {
    const started = performance.now();
    expect(stored({ type: "bytes", bytes: new Uint8Array(2 ** 20).fill(0x61) }).text()).toHaveLength(2 ** 20);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("a record with fields", () => {
  it("is its field named value, where it has one", () => {
    expect(stored({ type: "fields", fields: { value: "v", other: "o" } }).text()).toBe("v");
    expect(stored({ type: "fields", fields: { value: "" } }).text()).toBe("");
  });

  it("is its only field, whatever the name", () => {
    expect(stored({ type: "fields", fields: { password: "p" } }).text()).toBe("p");
    expect(stored({ type: "fields", fields: { password: "p" } }).bytes()).toEqual(encode("p"));
  });

  it("is not one value where it has several: the error names the fields and no value", () => {
    const error = failure(() =>
      stored({ type: "fields", fields: { user: "hunter1", password: "hunter2" } }).text(),
    );
    expect(error).toMatchObject({
      code: "decode",
      problem: "app/key holds the fields user, password, and one value was asked for",
    });
    expect(inspect(error, { depth: 9 })).not.toContain("hunter");
  });

  it("is no value where it has none", () => {
    const error = failure(() => stored({ type: "fields", fields: {} }).text());
    expect(error).toMatchObject({
      code: "decode",
      problem: "app/key holds no field, and one value was asked for",
    });
  });

  it("does not find a field that every object inherits", () => {
    expect(stored({ type: "fields", fields: { constructor: "c" } }).text()).toBe("c");
    expect(failure(() => stored({ type: "fields", fields: {} }).bytes()).code).toBe("decode");
  });
});

describe("a reference that reached a value", () => {
  it("is a defect", () => {
    const secret = stored({ type: "reference", reference: "secret://aws/x" });
    expect(failure(() => secret.text()).code).toBe("internal");
  });
});
