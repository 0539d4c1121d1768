import { expect, test } from "vitest";
import { type AwsOptions, checkOptions } from "./options.ts";

const check = (options: Partial<AwsOptions>) => (): void =>
  checkOptions({ case: "as-is", batch: true, ...options });

test.each<Partial<AwsOptions>>([
  {},
  { endpoint: "http://127.0.0.1:4566" },
  { prefix: "gaara-store/production/" },
  { bundle: "afirgen/production/secrets" },
  { bundle: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:fluxion/production-AbC123" },
])("%j can work", (options) => expect(check(options)).not.toThrow());

test("every option that cannot work is named at once", () => {
  expect(check({ endpoint: "localhost:4566", prefix: "a b", bundle: "arn:aws:s3:::bucket" })).toThrow(
    expect.objectContaining({
      code: "not_configured",
      message: expect.stringMatching(/endpoint .*; prefix .*; bundle /),
    }),
  );
});

test("an endpoint is not shown: it may hold a password", () => {
  expect(check({ endpoint: "ftp://user:canary@host" })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("canary") }),
  );
});
