import { expect, test } from "vitest";
import { toRecord } from "./to-record.ts";

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b-AbC123";
const asked = { path: "a/b", region: "us-east-1" };
const reply = { $metadata: {}, ARN: arn, Name: "a/b", VersionId: "v", VersionStages: ["AWSCURRENT"] };

test("a text, the empty one too", () => {
  const createdAt = new Date(0);
  expect(toRecord({ ...reply, SecretString: "", CreatedDate: createdAt }, asked)).toEqual({
    id: arn,
    value: { type: "text", text: "" },
    version: "v",
    stages: ["AWSCURRENT"],
    createdAt,
    source: "a/b in us-east-1",
  });
});

test("bytes", () => {
  const SecretBinary = Uint8Array.of(0, 255);
  expect(toRecord({ ...reply, SecretBinary }, asked).value).toEqual({ type: "bytes", bytes: SecretBinary });
});

test("an ARN is answered by the same secret, with or without the six characters", () => {
  const partial = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-stripe";
  expect(toRecord({ ...reply, SecretString: "s" }, { ...asked, path: arn }).id).toBe(arn);
  expect(
    toRecord({ ...reply, ARN: `${partial}-AbC123`, SecretString: "s" }, { ...asked, path: partial }).id,
  ).toBe(`${partial}-AbC123`);
});

test("a version without a value cannot be decoded", () => {
  expect(() => toRecord(reply, asked)).toThrow(expect.objectContaining({ code: "decode" }));
});

test.each<[string, object]>([
  ["nothing", { ARN: undefined, Name: undefined, VersionId: undefined }],
  ["no version", { VersionId: undefined }],
  ["another secret", { Name: "a/c" }],
  ["an ARN of another form", { ARN: "a/b" }],
])("a reply that has %s is not the service's", (_, change) => {
  expect(() => toRecord({ ...reply, SecretString: "canary", ...change }, asked)).toThrow(
    expect.objectContaining({ code: "unavailable", message: expect.not.stringContaining("canary") }),
  );
});
