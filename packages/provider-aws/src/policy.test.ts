import { describe, expect, test } from "vitest";
import { policyFor } from "./policy.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbC123";
const inOurs = "arn:aws:secretsmanager:us-east-1:*:secret:a/b";
const region = "us-east-1";
const key = "12345678-90ab-cdef-1234-567890abcdef";

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const parsed = (...args: Parameters<typeof policyFor>): readonly Statement[] =>
  (JSON.parse(policyFor(...args)) as { readonly Statement: readonly Statement[] }).Statement;

test("reading is allowed on the secrets that are read, and on nothing else", () => {
  const policy = policyFor([{ path: "a/b" }, { path: arn }, { path: "a/b", field: "f" }], "read", {
    region,
    batch: true,
  });
  expect(JSON.parse(policy)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: [`${inOurs}-??????`, arn],
      },
      {
        Sid: "ReadSecretsInBatches",
        Effect: "Allow",
        Action: "secretsmanager:BatchGetSecretValue",
        Resource: "*",
      },
    ],
  });
});

test("batches are allowed only where they are used", () => {
  expect(parsed([{ path: "a" }], "read", { batch: false }).map(({ Sid }) => Sid)).toEqual(["ReadSecrets"]);
});

test("writing is allowed on what is written, also before it is there; only names are listed at large", () => {
  const statements = parsed([{ path: "a/b" }, { path: arn }], "write", { region, batch: true });
  expect(statements.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
    ["WriteSecrets", [`${inOurs}-??????`, arn]],
    ["CreateSecrets", [inOurs, `${inOurs}-??????`]],
    ["DeleteSecrets", [`${inOurs}-??????`, arn]],
    ["ListSecrets", "*"],
  ]);
});

test("rotating creates, deletes and lists nothing", () => {
  const [statement, ...others] = parsed([{ path: "a/b" }], "rotate", { region, batch: true });
  expect(others).toEqual([]);
  expect(statement?.Action).toContain("secretsmanager:UpdateSecretVersionStage");
  expect(String(statement?.Action)).not.toMatch(/Create|Delete/);
});

describe("the key", () => {
  const keys = `arn:aws:kms:${region}:*:key`;
  test.each([
    [key, { Resource: `${keys}/${key}` }],
    [
      `arn:aws:kms:us-east-1:123456789012:key/${key}`,
      { Resource: `arn:aws:kms:us-east-1:123456789012:key/${key}` },
    ],
    [
      "alias/secrets",
      {
        Resource: `${keys}/*`,
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/secrets" } },
      },
    ],
    [
      "arn:aws:kms:us-east-1:123456789012:alias/secrets",
      {
        Resource: "arn:aws:kms:us-east-1:123456789012:key/*",
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/secrets" } },
      },
    ],
  ])("%s may be used to decrypt, and for writing to encrypt", (kmsKeyId, resource) => {
    const read = parsed([{ path: "a" }], "read", { region, batch: true, kmsKeyId });
    expect(read.at(-1)).toEqual({ Sid: "UseKey", Effect: "Allow", Action: "kms:Decrypt", ...resource });
    const written = parsed([{ path: "a" }], "write", { region, batch: true, kmsKeyId });
    expect(written.at(-1)).toMatchObject({ Action: ["kms:Decrypt", "kms:GenerateDataKey"], ...resource });
  });
});
