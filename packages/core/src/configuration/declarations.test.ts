import { describe, expect, it } from "vitest";
import { declarations } from "./declarations.ts";
import type { Manifest } from "./manifest.ts";
import { failureOf } from "./testing/failure-of.ts";

const declared = (manifest: Manifest) => declarations(manifest, { environment: "staging" });

/** What is wrong with a manifest, one problem each. */
async function problemsOf(manifest: unknown): Promise<string[]> {
  const error = await failureOf(() => declared(manifest as Manifest));
  expect(error.code).toBe("not_configured");
  return error.problem.replace("the manifest is not valid: ", "").split("; ");
}

describe("a declared secret", () => {
  it("may say nothing but its name", () => {
    expect(declared({ "database-url": {} }).get("database-url")).toEqual({});
  });

  it("keeps its default, the empty one too", () => {
    expect(declared({ a: { default: "30" }, b: { default: "" } }).get("b")).toEqual({ default: "" });
  });

  it("has a location for each provider or instance, with {environment} filled in", () => {
    const { locations } =
      declared({
        "jwt-secret-key": {
          locations: {
            aws: "gaara-store/{environment}/jwt-secret",
            "aws.dr": "arn:aws:secretsmanager:eu-west-1:1:secret:a/b-1?field=KEY",
            vault: "secret/app?field=/jwt/key&stage=previous",
            env: "JWT_SECRET_KEY",
            "@acme/claviger-provider-kms": "x%2Fy%20z".replace("%2F", "/"),
          },
        },
      }).get("jwt-secret-key") ?? {};
    expect(locations).toEqual({
      aws: { path: "gaara-store/staging/jwt-secret" },
      "aws.dr": { path: "arn:aws:secretsmanager:eu-west-1:1:secret:a/b-1", field: "KEY" },
      vault: { path: "secret/app", field: "/jwt/key", version: { stage: "previous" } },
      env: { path: "JWT_SECRET_KEY" },
      "@acme/claviger-provider-kms": { path: "x/y z" },
    });
  });

  it("may be left to some providers or instances, also ones that are not in this deployment's chain", () => {
    expect(declared({ a: { from: ["aws.main", "vault"] } }).get("a")).toEqual({
      from: ["aws.main", "vault"],
    });
    expect(declared({ a: { from: ["claviger-provider-acme"] } }).get("a")).toBeDefined();
  });

  it("may be named like a property of every object", () => {
    expect(declared({ constructor: { default: "x" } }).get("constructor")).toEqual({ default: "x" });
    expect(declared({}).get("toString")).toBeUndefined();
  });
});

describe("a manifest that is wrong", () => {
  it("is told with every problem of every secret", async () => {
    const problems = await problemsOf({
      "a//b": {},
      "app#field": {},
      "secret://aws/x": {},
      from: { from: ["AWS", "vault"] },
      none: { from: [] },
      where: { locations: { AWS: "x", aws: "a/../b", env: "secret://env/X", vault: "?field=x" } },
    });
    expect(problems).toEqual([
      '"a//b" is not a valid reference: a segment of the path is empty',
      'secrets["app#field"] is not a bare name: say where it is under locations',
      'secrets["secret://aws/x"] is not a bare name: say where it is under locations',
      'secrets["from"].from: "AWS" is not a provider\'s name',
      'secrets["none"].from is empty: nothing could answer',
      'secrets["where"].locations: "AWS" is not a provider\'s name',
      'secrets["where"].locations.aws: "secret:///a/../b" is not a valid reference: a segment of the path is ".."',
      'secrets["where"].locations.env: write the path alone, the provider is the key',
      'secrets["where"].locations.vault: "secret:///?field=x" is not a valid reference: the name is empty',
    ]);
  });

  it("is told its shape first", async () => {
    const problems = await problemsOf({ a: { type: "text", rotationDays: 0 }, b: { locations: { aws: 5 } } });
    expect(problems).toEqual([
      'secrets["a"].type is not one of string, integer, number, boolean, url, json, bytes',
      'secrets["a"].rotationDays is not a whole number from 1',
      'secrets["b"].locations["aws"] is not a text that is not empty',
    ]);
    expect(await problemsOf([])).toEqual(["secrets is not an object"]);
  });

  it("does not show a default, which may be a value", async () => {
    const error = await failureOf(() => declared({ a: { default: "hunter2", from: ["AWS"] } }));
    expect(JSON.stringify(error)).not.toContain("hunter2");
    const odd = { a: { default: { value: "hunter2" } } } as unknown as Manifest;
    expect(JSON.stringify(await failureOf(() => declared(odd)))).not.toContain("hunter2");
  });
});
