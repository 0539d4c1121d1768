import type { Location } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { locate, parse } from "./locations.ts";
import type { AwsOptions } from "./options.ts";
import { awsOptions } from "./testing/aws-options.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:fluxion/production-AbC123";
const prefix = "gaara-store/production";
const bundle = "afirgen/production/secrets";

describe("where a value would be", () => {
  test.each<[string, Partial<AwsOptions>, readonly Location[]]>([
    ["database-url", {}, [{ path: "database-url" }]],
    ["databaseUrl", { prefix, case: "kebab" }, [{ path: `${prefix}/database-url` }]],
    ["payments/stripe-key", { prefix, case: "upper-snake" }, [{ path: `${prefix}/payments/stripe-key` }]],
    ["MYSQL_PASSWORD", { bundle }, [{ path: bundle, field: "MYSQL_PASSWORD", derived: true }]],
    ["MYSQL_PASSWORD", { bundle: arn }, [{ path: arn, field: "MYSQL_PASSWORD", derived: true }]],
    ["a", { bundle, prefix }, [{ path: bundle, field: "a", derived: true }, { path: `${prefix}/a` }]],
    [arn, { prefix, bundle }, [{ path: arn }]],
  ])("%s with %j", (name, options, locations) => {
    expect(locate({ name, as: "value" }, awsOptions(options))).toEqual(locations);
  });

  test.each(["with space", "naïve", "arn:aws:secretsmanager:broken", "x".repeat(513), "a/../b", "."])(
    "nowhere, for a name that AWS cannot hold: %s",
    (name) => expect(locate({ name, as: "value" }, awsOptions())).toEqual([]),
  );

  test("in the bundle alone, for a name that only a field can have", () => {
    expect(locate({ name: "with space", as: "value" }, awsOptions({ bundle, prefix }))).toEqual([
      { path: bundle, field: "with space", derived: true },
    ]);
  });
});

describe("where a bundle would be", () => {
  test.each<[string, Partial<AwsOptions>, string]>([
    ["imip/production", {}, "imip/production"],
    ["secrets", { prefix }, `${prefix}/secrets`],
    [bundle, { bundle, prefix }, bundle],
    [arn, { prefix }, arn],
  ])("%s with %j", (name, options, path) => {
    expect(locate({ name, as: "bundle" }, awsOptions(options))).toEqual([{ path }]);
  });
});

describe("a reference's path", () => {
  test.each(["gaara-store/production/database-url", arn])("points at %s", (path) => {
    expect(parse(path)).toEqual({ path });
  });

  test.each([
    "",
    "with space",
    "a/../b",
    "./a",
    "..",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:no-six",
  ])("is refused: %j", (path) =>
    expect(() => parse(path)).toThrow(expect.objectContaining({ code: "invalid_ref" })),
  );
});
