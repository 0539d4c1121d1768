import { describe, expect, it } from "vitest";
import type { SecretValue } from "../contract/secret-record.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import { extract } from "./extract.ts";
import { StoredSecret } from "./stored-secret.ts";

const bundle: SecretValue = {
  type: "text",
  text: '{"SENDGRID_API_KEY":"SG.x","PORT":1.0,"CONFIG":{"a":"1","b":{"c":2}},"OFF":null}',
};

type Options = Partial<Parameters<typeof extract>[2] & Omit<Parameters<typeof extract>[1], "path">>;

/** Extracts with the location's field named `at`, since the caller's is `field`. */
function take(value: SecretValue, options: Options & { readonly at?: string } = {}): unknown {
  const { at, derived, wanted = "text", field, fields } = options;
  const location = {
    path: "app",
    ...(at === undefined ? {} : { field: at }),
    ...(derived ? { derived } : {}),
  };
  return extract(new StoredSecret({ id: "app", value }), location, { wanted, field, fields });
}

function failure(value: SecretValue, options?: Parameters<typeof take>[1]): SecretError {
  try {
    take(value, options);
  } catch (error) {
    if (isSecretError(error)) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("a secret without a field", () => {
  it("is given whole, in the form that is wanted", () => {
    expect(take({ type: "text", text: "x" })).toBe("x");
    expect(take({ type: "text", text: "x" }, { wanted: "bytes" })).toEqual(Uint8Array.of(0x78));
    expect(take(bundle, { wanted: "bundle" })).toEqual({
      SENDGRID_API_KEY: "SG.x",
      PORT: "1.0",
      CONFIG: '{"a":"1","b":{"c":2}}',
    });
  });
});

describe("a field that the caller wrote", () => {
  it("is cut, as text, bytes or a bundle of its own", () => {
    expect(take(bundle, { field: "PORT" })).toBe("1.0");
    expect(take(bundle, { field: "PORT", wanted: "bytes" })).toEqual(new TextEncoder().encode("1.0"));
    expect(take(bundle, { field: "CONFIG", wanted: "bundle" })).toEqual({ a: "1", b: '{"c":2}' });
    expect(take(bundle, { field: "/CONFIG/b/c" })).toBe("2");
  });

  it("is field_not_found where it is missing, and the hint lists what is there", () => {
    const error = failure(bundle, { field: "sendgrid-api-key" });
    expect(error.code).toBe("field_not_found");
    expect(error.hint).toBe("ask for one of its fields: SENDGRID_API_KEY, PORT, CONFIG");
    expect(failure({ type: "fields", fields: {} }, { field: "x" }).hint).toContain("has no fields");
  });

  it("is field_not_found where it is null", () => {
    expect(failure(bundle, { field: "OFF" }).code).toBe("field_not_found");
  });

  it("is decode where the secret is no JSON object", () => {
    expect(failure({ type: "text", text: "plain" }, { field: "x" }).code).toBe("decode");
  });
});

describe("a field that the naming rule derived", () => {
  it("is matched by folding, and missing means absent", () => {
    expect(take(bundle, { at: "sendgridApiKey", derived: true })).toBe("SG.x");
    expect(take(bundle, { at: "missing", derived: true })).toBeUndefined();
    expect(take(bundle, { at: "OFF", derived: true })).toBeUndefined();
  });

  it("may hold a JSON object out of which the caller's field is cut", () => {
    expect(take(bundle, { at: "config", derived: true, field: "a" })).toBe("1");
    expect(failure(bundle, { at: "config", derived: true, field: "z" }).code).toBe("field_not_found");
    expect(failure(bundle, { at: "port", derived: true, field: "z" }).code).toBe("decode");
  });
});

describe("a field of the manifest's location", () => {
  it("is as good as one that the caller wrote", () => {
    expect(take(bundle, { at: "PORT" })).toBe("1.0");
    expect(failure(bundle, { at: "missing" }).code).toBe("field_not_found");
  });
});

describe("the wanted fields of a bundle", () => {
  it("are given under the names that were asked, exactly or folded, and no others", () => {
    expect(take(bundle, { wanted: "bundle", fields: ["sendgrid-api-key", "PORT"] })).toEqual({
      "sendgrid-api-key": "SG.x",
      PORT: "1.0",
    });
  });

  it("are all required", () => {
    const error = failure(bundle, { wanted: "bundle", fields: ["PORT", "missing"] });
    expect(error).toMatchObject({ code: "field_not_found", problem: 'there is no field "missing"' });
  });
});
