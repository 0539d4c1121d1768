import { expect, test } from "vitest";
import { isSecretName } from "./secret-name.ts";

test.each([
  "database-url",
  "gaara-store/production/database-url",
  "MYSQL_PASSWORD",
  "a+b=c.d@e",
  "x".repeat(512),
])("AWS can hold %s", (name) => expect(isSecretName(name)).toBe(true));

test.each(["", "a b", "a:b", "naïve", "a\n", "a#b", "a?b", "x".repeat(513)])("AWS cannot hold %j", (name) =>
  expect(isSecretName(name)).toBe(false),
);
