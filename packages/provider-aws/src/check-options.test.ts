import { createSecrets } from "@claviger/core";
import { expect, test } from "vitest";
import { aws } from "./aws.ts";
import { checkOptions } from "./check-options.ts";
import type { AwsOptions } from "./options.ts";
import { awsOptions } from "./testing/aws-options.ts";

const check = (options: Partial<AwsOptions>) => (): void => checkOptions(awsOptions(options));
const roleArn = "arn:aws:iam::123456789012:role/secrets/reader";
const uuid = "12345678-90ab-cdef-1234-567890abcdef";

test.each<Partial<AwsOptions>>([
  {},
  { endpoint: "http://127.0.0.1:4566" },
  { endpoint: "http://localhost:4566", stsEndpoint: "http://[::1]:4566" },
  { endpoint: "http://localstack:4566", allowHttp: true },
  { endpoint: "https://vpce-1.secretsmanager.eu-west-1.vpce.amazonaws.com" },
  { prefix: "gaara-store/production/" },
  { bundle: "afirgen/production/secrets" },
  { bundle: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:fluxion/production-AbC123" },
  { roleArn },
  { roleArn: roleArn.replace("aws", "aws-us-gov"), externalId: "a:b/c", sessionName: "me@example.com" },
  { recoveryDays: 7 },
  { kmsKeyId: uuid },
  { kmsKeyId: "mrk-1234567890abcdef1234567890abcdef" },
  { kmsKeyId: "alias/secrets" },
  { kmsKeyId: `arn:aws:kms:eu-west-1:123456789012:key/${uuid}` },
  { kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:alias/secrets" },
])("%j can work", (options) => expect(check(options)).not.toThrow());

test.each<[Partial<AwsOptions>, RegExp]>([
  [{ endpoint: "http://vault.example.com" }, /endpoint is http .*allowHttp/],
  [{ endpoint: "http://127.0.0.1.example.com" }, /endpoint is http .*allowHttp/],
  [{ endpoint: "http://user@127.0.0.1@example.com" }, /endpoint holds credentials/],
  [{ endpoint: "https://user@example.com" }, /endpoint holds credentials: .*AWS_ACCESS_KEY_ID/],
  [{ stsEndpoint: "http://10.0.0.1" }, /stsEndpoint is http /],
  [{ roleArn: "reader" }, /roleArn is not/],
  [{ roleArn: "arn:aws:iam::123456789012:user/me" }, /roleArn is not/],
  [{ roleArn: `${roleArn}\n` }, /roleArn is not/],
  [{ externalId: "x1" }, /roleArn is not$/],
  [{ roleArn, externalId: "x" }, /externalId may only/],
  [{ roleArn, externalId: "a b" }, /externalId may only/],
  [{ roleArn, sessionName: "a/b" }, /sessionName may only/],
  [{ sessionName: "x".repeat(65) }, /sessionName may only/],
  [{ kmsKeyId: "secrets" }, /kmsKeyId is not/],
  [{ kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/x" }, /kmsKeyId is not/],
])("%j cannot", (options, problem) => {
  expect(check(options)).toThrow(
    expect.objectContaining({ code: "not_configured", problem: expect.stringMatching(problem) }),
  );
});

test.each([6, 31, 7.5])("core refuses %d days of recovery, by the option's bounds", (recoveryDays) => {
  expect(() => createSecrets({ providers: [aws({ recoveryDays })] })).toThrow(
    expect.objectContaining({ code: "not_configured", message: expect.stringMatching(/recoveryDays/) }),
  );
});

test("every option that cannot work is named at once", () => {
  const options = {
    endpoint: "localhost:4566",
    prefix: "a b",
    bundle: "arn:aws:s3:::bucket",
    roleArn: "x",
  };
  expect(check(options)).toThrow(
    expect.objectContaining({
      code: "not_configured",
      message: expect.stringMatching(/endpoint .*; prefix .*; bundle .*; roleArn /),
    }),
  );
});

test("an endpoint is not shown: it may hold a password", () => {
  for (const endpoint of ["ftp://user:canary@host", "http://user:canary@host"]) {
    expect(check({ endpoint })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("canary") }),
    );
  }
});
