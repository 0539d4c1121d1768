import { expect, test } from "vitest";
import { permissionsFor } from "./policy.ts";

const repository = { kind: "repository", owner: "imip", repo: "platform" } as const;

test.each([
  [repository, "read", { metadata: "read", secrets: "read" }],
  [repository, "write", { metadata: "read", secrets: "write" }],
  [
    { ...repository, kind: "environment", environment: "production" } as const,
    "write",
    { metadata: "read", environments: "write" },
  ],
  [{ kind: "organization", org: "imip" } as const, "rotate", { organization_secrets: "write" }],
] as const)("the permissions of %j to %s", (scope, purpose, permissions) => {
  expect(JSON.parse(permissionsFor(scope, purpose))).toEqual(permissions);
});
