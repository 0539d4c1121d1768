import { describe, expect, it } from "vitest";
import { isSecretError } from "../errors/secret-error.ts";
import { cutDerivedField, cutWrittenField } from "./cut-field.ts";
import { fieldsFromText } from "./fields.ts";

const fields =
  fieldsFromText(
    '{"DATABASE_URL":"u","databaseUrl":"d","API_KEY":"k","a/b":"slash","empty":"","db":{"users":[{"id":1.0},{"id":12345678901234567890,"off":null}]}}',
  ) ?? {};

describe("a field that the caller wrote", () => {
  it("is matched exactly, never folded", () => {
    expect(cutWrittenField(fields, "API_KEY")).toBe("k");
    expect(cutWrittenField(fields, "api-key")).toBeUndefined();
    expect(cutWrittenField(fields, "toString")).toBeUndefined();
  });

  it("may be empty", () => {
    expect(cutWrittenField(fields, "empty")).toBe("");
  });

  it("is a JSON Pointer where it starts with a slash", () => {
    expect(cutWrittenField(fields, "/API_KEY")).toBe("k");
    expect(cutWrittenField(fields, "/a~1b")).toBe("slash");
    expect(cutWrittenField(fields, "/db/users/0")).toBe('{"id":1.0}');
    expect(cutWrittenField(fields, "/db/users/0/id")).toBe("1.0");
    expect(cutWrittenField(fields, "/db/users/1/id")).toBe("12345678901234567890");
  });

  it("is not what every object inherits, also of a provider's ordinary object", () => {
    for (const field of ["constructor", "/constructor", "/constructor/name"]) {
      expect(cutWrittenField({ KEY: "v" }, field)).toBeUndefined();
    }
  });

  it("is missing where the pointer leads nowhere, to null, or into what is no JSON", () => {
    for (const pointer of [
      "/db/users/2",
      "/db/none/x",
      "/db/users/1/off",
      "/API_KEY/x",
      "/nope/x",
      "/",
      "/toString/name",
    ]) {
      expect(cutWrittenField(fields, pointer)).toBeUndefined();
    }
  });
});

describe("a field that the naming rule derived", () => {
  it("is matched exactly, then folded", () => {
    expect(cutDerivedField(fields, "databaseUrl")).toBe("d");
    expect(cutDerivedField(fields, "api-key")).toBe("k");
    expect(cutDerivedField(fields, "missing")).toBeUndefined();
  });

  it("is never a pointer", () => {
    expect(cutDerivedField(fields, "/API_KEY")).toBeUndefined();
  });

  it("is a conflict where two fold to it, and its message has no value", () => {
    let error: unknown;
    try {
      cutDerivedField(
        fieldsFromText('{"DATABASE_URL":"hunter2","databaseUrl":"hunter2"}') ?? {},
        "database-url",
      );
    } catch (thrown) {
      error = thrown;
    }
    expect(isSecretError(error, "conflict")).toBe(true);
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });
});
