import { expect, test } from "vitest";
import { readPolicy } from "./policy.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbC123";

test("reading is allowed on the secrets that are read, and on nothing else", () => {
  const policy = readPolicy([{ path: "a/b" }, { path: arn }, { path: "a/b", field: "f" }], "us-east-1");
  expect(JSON.parse(policy)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: ["arn:aws:secretsmanager:us-east-1:*:secret:a/b-??????", arn],
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
