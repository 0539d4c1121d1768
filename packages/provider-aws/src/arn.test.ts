import { expect, test } from "vitest";
import { looksLikeArn, arnRegion, resourceOf } from "./arn.ts";

const full =
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:gaara-store/production/database-url-AbC123";

test("a full ARN names its region", () => expect(arnRegion(full)).toBe("eu-west-1"));

test.each(["aws-cn:secretsmanager:cn-north-1", "aws-us-gov:secretsmanager:us-gov-west-1"])(
  "other partitions have ARNs too: %s",
  (middle) => expect(arnRegion(`arn:${middle}:123456789012:secret:x-AbC123`)).toBeDefined(),
);

test.each([
  ["another service's", "arn:aws:ssm:eu-west-1:123456789012:secret:x-AbC123"],
  ["one without an account", "arn:aws:secretsmanager:eu-west-1::secret:x-AbC123"],
  ["one without the six characters", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x"],
  ["one with a field, as ECS writes it", `${full}:password::`],
  ["one with a line break", `${full}\n`],
  ["one whose region would be part of a host name", full.replace("eu-west-1", "evil.example")],
])("not the ARN of a secret: %s", (_, text) => {
  expect(looksLikeArn(text)).toBe(true);
  expect(arnRegion(text)).toBeUndefined();
});

test.each([
  ["a/b", "us-east-1", "arn:aws:secretsmanager:us-east-1:*:secret:a/b-??????"],
  ["a", "*", "arn:aws:secretsmanager:*:*:secret:a-??????"],
  ["a", "cn-north-1", "arn:aws-cn:secretsmanager:cn-north-1:*:secret:a-??????"],
  ["a", "us-gov-west-1", "arn:aws-us-gov:secretsmanager:us-gov-west-1:*:secret:a-??????"],
])("the resource of a policy for %s in %s", (path, region, resource) =>
  expect(resourceOf(path, region)).toBe(resource),
);
