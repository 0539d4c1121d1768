import { describe, expect, it } from "vitest";
import { parseInstanceId } from "./instance-id.ts";

describe("an instance's id", () => {
  it.each([
    ["aws", { id: "aws", provider: "aws" }],
    ["aws.dr", { id: "aws.dr", provider: "aws", label: "dr" }],
    ["vault.2", { id: "vault.2", provider: "vault", label: "2" }],
    ["claviger-provider-acme", { id: "claviger-provider-acme", provider: "claviger-provider-acme" }],
    [
      "claviger-provider-acme-kms.eu",
      { id: "claviger-provider-acme-kms.eu", provider: "claviger-provider-acme-kms", label: "eu" },
    ],
    [
      "@acme/claviger-provider-kms",
      { id: "@acme/claviger-provider-kms", provider: "@acme/claviger-provider-kms" },
    ],
  ])("%s is read", (text, id) => {
    expect(parseInstanceId(text)).toEqual(id);
  });

  it.each([
    "",
    "AWS",
    "aws.",
    ".dr",
    "aws.DR",
    "aws.a.b",
    "aws-dr",
    "1aws",
    "a b",
    "aws+env",
    "../provider",
    "./x.js",
    "/x",
    "@acme/kms",
    "@acme",
    "claviger-provider-",
    "constructor()",
  ])("%j is none", (text) => {
    expect(parseInstanceId(text)).toBeUndefined();
  });
});
