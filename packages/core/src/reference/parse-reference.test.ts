import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import { formatReference } from "./format-reference.ts";
import { isReference, parseReference } from "./parse-reference.ts";
import type { Reference } from "./reference.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:fluxion/production-AbCdEf";

const wellFormed: readonly (readonly [written: string, reference: Reference])[] = [
  // A name, as code and the command line write it.
  ["database-url", { path: "database-url" }],
  ["DATABASE_URL", { path: "DATABASE_URL" }],
  ["payments/stripe-key", { path: "payments/stripe-key" }],
  ["fluxion/production#SENDGRID_API_KEY", { path: "fluxion/production", field: "SENDGRID_API_KEY" }],
  ["app#/db/password", { path: "app", field: "/db/password" }],
  ["app#a#b", { path: "app", field: "a#b" }],
  ["100%", { path: "100%" }],
  ["a%2Fb", { path: "a%2Fb" }],
  [".env", { path: ".env" }],
  ["...", { path: "..." }],
  [arn, { path: arn }],
  // The chain.
  ["secret:///database-url", { path: "database-url" }],
  ["secret:///a/b?field=x", { path: "a/b", field: "x" }],
  // One store.
  ["secret://aws/app", { provider: "aws", path: "app" }],
  [
    "secret://vault/secret/imip/production?field=MONGO_URI",
    { provider: "vault", path: "secret/imip/production", field: "MONGO_URI" },
  ],
  ["secret://aws.dr/app", { provider: "aws.dr", path: "app" }],
  [`secret://aws/${arn}?field=KEY`, { provider: "aws", path: arn, field: "KEY" }],
  ["secret://claviger-provider-acme/x", { provider: "claviger-provider-acme", path: "x" }],
  ["secret://claviger-provider-acme.dr/x", { provider: "claviger-provider-acme.dr", path: "x" }],
  ["secret://@acme/claviger-provider-kms/x/y", { provider: "@acme/claviger-provider-kms", path: "x/y" }],
  // Parameters.
  ["secret://aws/app?version=3", { provider: "aws", path: "app", version: { version: "3" } }],
  ["secret://aws/app?stage=previous", { provider: "aws", path: "app", version: { stage: "previous" } }],
  [
    "secret://aws/app?stage=previous&field=a",
    { provider: "aws", path: "app", field: "a", version: { stage: "previous" } },
  ],
  ["secret://aws/app?field=a=b", { provider: "aws", path: "app", field: "a=b" }],
  ["secret://aws/app?field=a+b", { provider: "aws", path: "app", field: "a+b" }],
  ["secret://aws/app?field=/a/0", { provider: "aws", path: "app", field: "/a/0" }],
  ["secret://aws/app?field=%2Fa%2F0", { provider: "aws", path: "app", field: "/a/0" }],
  // The field after # is the same.
  ["secret://aws/app#KEY", { provider: "aws", path: "app", field: "KEY" }],
  [
    "secret://aws/app?version=3#KEY",
    { provider: "aws", path: "app", field: "KEY", version: { version: "3" } },
  ],
  ["secret://aws/app#a%3Fb", { provider: "aws", path: "app", field: "a?b" }],
  // Encoding, segment by segment.
  ["secret://aws/a%20b/%C3%A9", { provider: "aws", path: "a b/é" }],
  ["secret://aws/%23%3F%25", { provider: "aws", path: "#?%" }],
];

const malformed: readonly (readonly [written: string, reason: string])[] = [
  ["", "the name is empty"],
  ["#field", "the name is empty"],
  ["name#", "the field after # is empty"],
  ["/name", "a segment of the path is empty"],
  ["name/", "a segment of the path is empty"],
  ["a//b", "a segment of the path is empty"],
  [".", 'a segment of the path is "."'],
  ["..", 'a segment of the path is ".."'],
  ["a/../b", 'a segment of the path is ".."'],
  ["a/./b", 'a segment of the path is "."'],
  ["a\nb", "it holds a control character"],
  ["a\0b", "it holds a control character"],
  ["a\u0085b", "it holds a control character"],
  ["a\u2028b", "it holds a control character"],
  ["app#a\nb", "it holds a control character"],
  ["a\ud800", "it is not well-formed Unicode"],
  ["app#\udc00", "it is not well-formed Unicode"],
  ["name?field=x", "a ? belongs to a reference"],
  ["name#field?version=3", "a ? belongs to a reference"],
  ["secret:name", "a reference to a store starts with secret://"],
  ["secret:/aws/app", "a reference to a store starts with secret://"],
  ["Secret://aws/app", "a reference to a store starts with secret://"],
  ["https://vault/x", "it is an address"],
  ["secret://", "the path is missing"],
  ["secret://aws", "the path is missing"],
  ["secret://aws?field=x", "the path is missing"],
  ["secret://@acme/claviger-provider-kms", "the path is missing"],
  ["secret:///", "the name is empty"],
  ["secret://aws/", "the name is empty"],
  ["secret://aws/a/", "a segment of the path is empty"],
  ["secret:////a", "a segment of the path is empty"],
  ["secret://aws/a/../b", 'a segment of the path is ".."'],
  ["secret://aws/a/%2E%2E/b", 'a segment of the path is ".."'],
  ["secret://aws/a%2Fb", "a segment holds an encoded slash"],
  ["secret://aws/a%2fb", "a segment holds an encoded slash"],
  ["secret://aws/a%zz", "a % is not followed by two hexadecimal digits"],
  ["secret://aws/a%", "a % is not followed by two hexadecimal digits"],
  ["secret://aws/%ff", "a % is not followed by two hexadecimal digits"],
  ["secret://aws/%ed%a0%80", "a % is not followed by two hexadecimal digits"],
  ["secret://aws/a%00", "it holds a control character"],
  ["secret://aws/a?version=%0A", "it holds a control character"],
  ["secret://AWS/a", "what stands before the path is not a provider's name"],
  ["secret://aws.DR/a", "what stands before the path is not a provider's name"],
  ["secret://aws.a.b/a", "what stands before the path is not a provider's name"],
  ["secret://1aws/a", "what stands before the path is not a provider's name"],
  ["secret://aws%2Edr/a", "what stands before the path is not a provider's name"],
  ["secret://user@aws/a", "what stands before the path is not a provider's name"],
  ["secret://aws:443/a", "what stands before the path is not a provider's name"],
  ["secret://@acme/kms/a", "what stands before the path is not a provider's name"],
  ["secret://aws/a?", "it has a parameter that is none of field, version, stage"],
  ["secret://aws/a?filed=x", "it has a parameter that is none of field, version, stage"],
  ["secret://aws/a?Field=x", "it has a parameter that is none of field, version, stage"],
  ["secret://aws/a?field=x&", "it has a parameter that is none of field, version, stage"],
  ["secret://aws/a?constructor=x", "it has a parameter that is none of field, version, stage"],
  ["secret://aws/a?field=x&field=x", "field is given twice"],
  ["secret://aws/a?field=x#y", "the field is given twice, by ? and by #"],
  ["secret://aws/a?field", "field is empty"],
  ["secret://aws/a?field=", "field is empty"],
  ["secret://aws/a?version=", "version is empty"],
  ["secret://aws/a?stage=", "stage is empty"],
  ["secret://aws/a#", "field is empty"],
  ["secret://aws/a?version=1&stage=current", "version and stage exclude each other"],
  ["secret://aws/a#field?version=3", "what follows ? is written before the #"],
  ["secret://aws/a?field=%", "a % is not followed by two hexadecimal digits"],
];

const segment = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter(
    (text) => !/[/\p{Cc}\p{Zl}\p{Zp}]/u.test(text) && text.isWellFormed() && text !== "." && text !== "..",
  );
const part = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) && text.isWellFormed());
const reference = fc.record(
  {
    provider: fc.constantFrom("aws", "vault.dr", "claviger-provider-acme", "@acme/claviger-provider-kms.eu2"),
    path: fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join("/")),
    field: part,
    version: fc.oneof(
      part.map((version) => ({ version })),
      part.map((stage) => ({ stage })),
    ),
  },
  { requiredKeys: ["path"] },
);
/** Text that is likely to come near the grammar. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "secret://",
        "aws",
        "@acme",
        "/",
        "?",
        "#",
        "&",
        "=",
        "%",
        "%2F",
        "%00",
        "field",
        "..",
        "\n",
        "é",
        "\ud800",
      ),
    )
    .map((pieces) => pieces.join("")),
);

function failure(written: string): SecretError {
  try {
    parseReference(written);
  } catch (error) {
    if (isSecretError(error, "invalid_ref")) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(written)} was accepted`);
}

describe("a reference", () => {
  it.each(wellFormed)("%j is read", (written, expected) => {
    expect(parseReference(written)).toEqual(expected);
  });

  it.each(malformed)("%j is refused", (written, reason) => {
    expect(failure(written).problem).toContain(reason);
  });

  it("is told from a name by its scheme alone", () => {
    expect(isReference("secret://aws/x")).toBe(true);
    expect(isReference("secret://")).toBe(true);
    expect(isReference("SECRET://aws/x")).toBe(false);
    expect(isReference(" secret://aws/x")).toBe(false);
    expect(isReference("database-url")).toBe(false);
  });

  it("is refused with invalid_ref and nothing else, whatever the text", () => {
    fc.assert(
      fc.property(text, (written) => {
        try {
          return parseReference(written).path !== "";
        } catch (error) {
          return isSecretError(error, "invalid_ref");
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is read back from its canonical form", () => {
    fc.assert(
      fc.property(reference, (generated) => {
        expect(parseReference(formatReference(generated))).toEqual(generated);
      }),
      { numRuns: 500 },
    );
  });

  it("has one canonical form for whatever was accepted", () => {
    fc.assert(
      fc.property(text, (written) => {
        let read: Reference;
        try {
          read = parseReference(written);
        } catch {
          return;
        }
        expect(parseReference(formatReference(read))).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a refused reference", () => {
  it("is shown where it is spelled like one", () => {
    expect(failure("payments/../key").message).toContain(`"payments/../key"`);
    expect(failure("secret://aws/a?filed=x").message).toContain(`"secret://aws/a?filed=x"`);
  });

  it("is not shown where a value was pasted in its place", () => {
    const values = [
      "postgres://app:hunter2@db/app",
      "https://hooks.example.com/services/hunter2",
      '{"password":"hunter2//"}',
      "-----BEGIN KEY-----\nhunter2\n-----END KEY-----",
      "Server=db;Password=hunter2//",
      "hunter2?",
      "hun%ter2//hunter2==",
      "secret://aws/\nhunter2",
    ];
    for (const value of values) {
      const error = failure(value);
      expect(JSON.stringify(error) + error.stack).not.toContain("hunter2");
      expect(error.problem).toContain(`a text of ${value.length} characters`);
    }
  });

  it("shows no more than 24 characters of a long text", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("secret://", "secret://aws/", "secret://aws/x?", "secret://aws/x#f?", "a//"),
        fc.string({
          unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789".split("")),
          minLength: 90,
        }),
        fc.constantFrom("", "/..", "/x", "=1", "?field="),
        (start, value, end) => {
          const written = start + value + end;
          let error: SecretError;
          try {
            error = failure(written);
          } catch {
            return;
          }
          const whole = JSON.stringify(error) + error.stack;
          for (let at = 0; at + 25 <= written.length; at++) {
            expect(whole).not.toContain(written.slice(at, at + 25));
          }
        },
      ),
    );
  });
});
