import { describe, expect, test } from "vitest";
import { classify } from "./classify.ts";

const random = "q7Xv2LpR9sT4wZ1cN8bK3mJ6";

describe("what the first users moved by hand", () => {
  test.each([
    ["SECRET_KEY", "change-me-in-production"],
    ["JWT_SECRET_KEY", "jwt"],
    ["ENCRYPTION_KEY", "0123456789abcdef"],
    ["DATABASE_URL", "postgresql://gaara:s3cr3t@db.internal:5432/gaara"],
    ["REDIS_PASSWORD", "123456"],
    ["MAIL_PASSWORD", "hunter2"],
    ["SENTRY_DSN", "https://0123456789abcdef@o1.ingest.sentry.io/42"],
    ["SENDGRID_API_KEY", "SG.x"],
    ["SQL_SERVER_PASSWORD", "p"],
    ["REFRESH_SECRET_KEY", "r"],
    ["MONGO_URI", "mongodb+srv://u:p@cluster0.example.net/db"],
    ["OPENAI_API_KEY", "sk-x"],
    ["MYSQL_PASSWORD", "p"],
  ])("%s is a secret", (name, value) => {
    expect(classify(name, value)).toMatchObject({ kind: "secret" });
  });

  test.each([
    ["ENVIRONMENT", "production"],
    ["AWS_REGION", "us-east-1"],
    ["LOG_LEVEL", "INFO"],
    ["FEATURE_FLAGS", "new-checkout,dark_mode_2,search-v3"],
    ["AWS_SECRET_NAME", "imip/production"],
    ["VAULT_ADDR", "https://vault.internal:8200"],
    ["VAULT_SECRET_PATH", "imip/production"],
    ["SECRET_CACHE_TTL", "300"],
    ["USE_AWS_SECRETS", "true"],
    ["AZURE_KEYVAULT_URL", "https://imip.vault.azure.net/"],
  ])("%s is a setting", (name, value) => {
    expect(classify(name, value)).toMatchObject({ kind: "setting" });
  });
});

describe("a value that tells what it is", () => {
  test.each([
    ["-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----", "a private key"],
    ["AKIAIOSFODNN7EXAMPLE", "an AWS access key id"],
    [`ghp_${random}${random}`, "a GitHub token"],
    [`sk_live_${random}`, "a Stripe key"],
    [`xoxb-${random}`, "a Slack token"],
    ["https://hooks.slack.com/services/T0/B0/abc", "a Slack webhook"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "a JSON Web Token"],
    ["Server=db;Database=app;User Id=sa;Password=p;", "a connection string with a password"],
    ["DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc==", "an Azure connection string"],
    ['{"type":"service_account","private_key":"x"}', "JSON with a secret in it"],
    ["redis://:p@localhost:6379/0", "an address with a password"],
    ["postgres://u:p/a?s#s@db/app", "an address with a password"],
    ["https://storage.example/x?sv=1&sig=abc", "an address with credentials"],
  ])("is a secret whatever its name: %#", (value, reason) => {
    expect(classify("SETTING", value)).toEqual({ kind: "secret", reason });
  });

  test.each([
    ["redis://localhost:6379/0", "an address without credentials"],
    ["https://example.com/users/@me", "an address without credentials"],
    ["secret://aws/x", "a reference already"],
    ["", "empty"],
    ["/run/secrets/token.txt", "the path of a file"],
    ["false", "a switch"],
  ])("is a setting although its name says secret: %s", (value, reason) => {
    expect(classify("TOKEN", value)).toEqual({ kind: "setting", reason });
  });
});

describe("a name that tells what its value is", () => {
  test.each([
    "DBPASSWORD",
    "app.apiKey",
    "stripe-key",
    "githubToken",
    "SIGNING_KEY_V2",
    "TOKEN_2",
    "Db/Pass",
    "client_secret",
  ])("%s: a secret", (name) => {
    expect(classify(name, "abc")).toMatchObject({ kind: "secret" });
  });

  test.each([
    "TOKEN_TTL",
    "JWT_ALGORITHM",
    "PASSWORD_MIN_LENGTH",
    "PUBLIC_KEY",
    "MAX_TOKENS",
    "KEYBOARD",
    "COMPASS",
    "NEXT_PUBLIC_API_KEY",
    "SECRET_NAME",
    "MONKEY",
  ])("%s: a setting", (name) => {
    expect(classify(name, "abc")).toMatchObject({ kind: "setting" });
  });
});

describe("a value that looks random", () => {
  test.each([random, "9f86d081884c7d659a2feaa0c55ad015", "dGhpcyBpcyBhIHRlc3QgMTIzNDU2Nzg5MDEyMw=="])(
    "is a secret: %#",
    (value) => {
      expect(classify("X", value)).toEqual({ kind: "secret", reason: "it looks random" });
    },
  );

  test.each([
    ["X", "123e4567-e89b-12d3-a456-426614174000"],
    ["X", "my-bucket-2024.s3.eu-west-1.amazonaws.com"],
    ["X", "the-quick-brown-fox-jumps-over"],
    ["X", "1234567890123456789012345"],
    ["X", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa1"],
    ["GIT_COMMIT", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"],
    ["CLIENT_ID", random],
  ])("is none: %s %s", (name, value) => {
    expect(classify(name, value)).toMatchObject({ kind: "setting" });
  });
});

test("no reason has any of the value", () => {
  const value = `canary-${random}`;
  for (const name of ["A", "TOKEN", "DATABASE_URL"])
    for (const text of [value, `https://u:${value}@h`, `password=${value}`])
      expect(classify(name, text).reason).not.toMatch(/canary|q7Xv/);
});
